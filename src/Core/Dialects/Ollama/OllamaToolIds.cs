using System.Globalization;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>
/// Ties tool results to tool calls. Ollama's clients answer by the tool's name, and in the order of the calls; the
/// canonical shape wants an id.
/// </summary>
internal sealed class OllamaToolIds
{
    private readonly List<(string Id, string Name)> _open = [];
    private int _next;

    /// <summary>The results that follow belong to the calls of this message.</summary>
    public void BeginMessage() => _open.Clear();

    /// <summary>The id of a call, made up where the client gives none.</summary>
    public string Call(string? id, string name)
    {
        string known = string.IsNullOrEmpty(id) ? Next() : id;
        _open.Add((known, name));
        return known;
    }

    /// <summary>The id of the call that a result answers, and whether there is such a call.</summary>
    public (string Id, bool IsKnown) Answer(string? id, string? name)
    {
        int index = !string.IsNullOrEmpty(id) ? _open.FindIndex(call => call.Id == id)
            : !string.IsNullOrEmpty(name) ? _open.FindIndex(call => call.Name == name)
            : _open.Count > 0 ? 0 : -1;
        if (index < 0)
        {
            return (string.IsNullOrEmpty(id) ? Next() : id, false);
        }

        string found = _open[index].Id;
        _open.RemoveAt(index);
        return (found, true);
    }

    private string Next() => string.Create(CultureInfo.InvariantCulture, $"call_{_next++}");
}
