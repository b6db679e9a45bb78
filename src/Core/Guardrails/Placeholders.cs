using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmFunctions.Guardrails;

/// <summary>What stands for what in one call: the same text has the same placeholder everywhere, so that the model can tell people apart.</summary>
/// <param name="taken">Whether a text is in the prompt already, and must not be mistaken for a placeholder.</param>
internal sealed class Placeholders(Func<string, bool> taken)
{
    private static readonly Regex Form = GuardPattern.Create(@"\[[A-Z]+_[0-9]+\]", RegexOptions.None);

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

    /// <summary>What is in a text already and looks like one.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        List<string> found = [];
        foreach (ValueMatch match in Form.EnumerateMatches(text))
        {
            found.Add(text.Substring(match.Index, match.Length));
        }

        return found;
    }

    /// <summary>Puts back what the placeholders in a text stand for.</summary>
    public string Restore(string text)
    {
        StringBuilder? restored = null;
        int end = 0;
        for (int open = text.IndexOf('['); open >= 0; open = text.IndexOf('[', Math.Max(open + 1, end)))
        {
            int length = text.AsSpan(open, Math.Min(Longest, text.Length - open)).IndexOf(']') + 1;
            if (length > 0 && _byPlaceholder.TryGetValue(text.Substring(open, length), out string? original))
            {
                restored = (restored ?? new StringBuilder(text.Length)).Append(text, end, open - end).Append(original);
                end = open + length;
            }
        }

        return restored?.Append(text, end, text.Length - end).ToString() ?? text;
    }

    /// <summary>How much of the end of a text may be the beginning of a placeholder.</summary>
    public int LengthOfBeginning(ReadOnlySpan<char> text)
    {
        int start = text.LastIndexOf('[');
        if (start < 0 || text.Length - start >= Longest)
        {
            return 0;
        }

        ReadOnlySpan<char> beginning = text[(start + 1)..];
        foreach ((PersonalData kind, int count) in _counts)
        {
            string name = NameOf(kind);
            if (name.AsSpan().StartsWith(beginning)
                || (beginning.StartsWith(name) && beginning[name.Length] != '0' && int.TryParse(beginning[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= count))
            {
                return text.Length - start;
            }
        }

        return 0;
    }

    private static string NameOf(PersonalData kind) => $"{kind.ToString().ToUpperInvariant()}_";

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
            placeholder = string.Create(CultureInfo.InvariantCulture, $"[{NameOf(kind)}{number}]");
        }
        while (taken(placeholder));

        _byText.Add(text, placeholder);
        _byPlaceholder.Add(placeholder, text);
        Longest = Math.Max(Longest, placeholder.Length);
        return placeholder;
    }
}
