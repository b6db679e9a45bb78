using System.Globalization;
using System.Text;

namespace LlmFunctions.Guardrails;

/// <summary>What stands for what in one call: the same text has the same placeholder everywhere, so that the model can tell people apart.</summary>
/// <param name="taken">Whether a text is in the prompt already, and must not be mistaken for a placeholder.</param>
internal sealed class Placeholders(Func<string, bool> taken)
{
    private readonly Dictionary<string, string> _byText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byPlaceholder = new(StringComparer.Ordinal);
    private readonly Dictionary<PersonalData, int> _counts = [];

    public bool IsEmpty => _byText.Count == 0;

    /// <summary>The length of the longest one.</summary>
    public int Longest { get; private set; }

    /// <summary>Replaces what was found in a text.</summary>
    public string Hide(string text, IReadOnlyList<PersonalData> kinds)
    {
        List<(int Start, int Length, PersonalData Kind)> found = PersonalDataFinder.Find(text, kinds);
        if (found.Count == 0)
        {
            return text;
        }

        StringBuilder hidden = new(text.Length);
        int end = 0;
        foreach ((int start, int length, PersonalData kind) in found)
        {
            hidden.Append(text, end, start - end).Append(Of(text.Substring(start, length), kind));
            end = start + length;
        }

        return hidden.Append(text, end, text.Length - end).ToString();
    }

    /// <summary>Puts back what the placeholders in a text stand for.</summary>
    public string Restore(string text)
    {
        if (text.Contains('[', StringComparison.Ordinal))
        {
            foreach ((string placeholder, string original) in _byPlaceholder)
            {
                text = text.Replace(placeholder, original, StringComparison.Ordinal);
            }
        }

        return text;
    }

    /// <summary>How much of the end of a text may be the beginning of a placeholder.</summary>
    public int LengthOfBeginning(ReadOnlySpan<char> text)
    {
        int start = text.LastIndexOf('[');
        if (start < 0 || text.Length - start >= Longest)
        {
            return 0;
        }

        foreach (string placeholder in _byPlaceholder.Keys)
        {
            if (placeholder.AsSpan().StartsWith(text[start..]) && placeholder.Length > text.Length - start)
            {
                return text.Length - start;
            }
        }

        return 0;
    }

    private string Of(string text, PersonalData kind)
    {
        if (_byText.TryGetValue(text, out string? known))
        {
            return known;
        }

        string placeholder;
        do
        {
            int number = _counts.GetValueOrDefault(kind) + 1;
            _counts[kind] = number;
            placeholder = string.Create(CultureInfo.InvariantCulture, $"[{kind.ToString().ToUpperInvariant()}_{number}]");
        }
        while (taken(placeholder));

        _byText.Add(text, placeholder);
        _byPlaceholder.Add(placeholder, text);
        Longest = Math.Max(Longest, placeholder.Length);
        return placeholder;
    }
}
