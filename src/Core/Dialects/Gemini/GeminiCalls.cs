using System.Globalization;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>
/// Finds the call that a function's result answers. Gemini's calls and results need no ids: those without answer the first
/// open call of their name.
/// </summary>
internal sealed class GeminiCalls
{
    private readonly List<(string Id, string Name)> _open = [];
    private readonly HashSet<string> _known = [];
    private int _unknown;

    public void Add(ToolCall call)
    {
        _open.Add((call.Id!, call.Function!.Name!));
        _known.Add(call.Id!);
    }

    /// <summary>The id of the call; null when there is no such call.</summary>
    public string? Answer(string? id, string? name)
    {
        int found = id is null ? -1 : _open.FindLastIndex(call => call.Id == id);
        if (found < 0 && name is not null && (id is null || !_known.Contains(id)))
        {
            found = _open.FindIndex(call => call.Name == name);
        }

        if (found < 0)
        {
            // A result may come in pieces: the call is answered already, and this belongs to it.
            return id is not null && _known.Contains(id) ? id : null;
        }

        string answered = _open[found].Id;
        _open.RemoveAt(found);
        return answered;
    }

    /// <summary>An id for the answer to a call that is not in the request, because the provider keeps the conversation's beginning.</summary>
    public string Unknown() => string.Create(CultureInfo.InvariantCulture, $"call_cached_{_unknown++}");
}
