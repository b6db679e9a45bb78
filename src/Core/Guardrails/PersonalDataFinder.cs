using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace LlmFunctions.Guardrails;

/// <summary>Finds personal data in a text: by its form, and where it has check digits by these.</summary>
internal static class PersonalDataFinder
{
    private const int LongestIban = 34;

    private static readonly Regex Keys = Pattern(
        @"\b(?:sk-[A-Za-z0-9_-]{16,}|llmf_[a-z0-9]{12}_[a-z0-9]{20,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*|(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|AIza[0-9A-Za-z_-]{35}|xox[abprs]-[A-Za-z0-9-]{10,}|hf_[A-Za-z0-9]{30,})");

    private static readonly Regex Emails = Pattern(@"[A-Za-z0-9][A-Za-z0-9._%+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}\b");

    private static readonly Regex Ibans = Pattern(@"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{1,4}){3,8}\b");

    private static readonly Regex Cards = Pattern(@"\b[2-6](?:[ -]?[0-9]){12,18}\b");

    private static readonly Regex Phones = Pattern(@"(?:\+[0-9]|\b00[1-9]|\(0[0-9]{1,4}\)|\b0[0-9]{1,4}[ /-]|\([2-9][0-9]{2}\) ?|\b[2-9][0-9]{2}[-. ][0-9]{3}[-. ])[0-9 ()/.-]{3,20}[0-9]");

    /// <summary>Where there is personal data, in the order of the text; no two overlap.</summary>
    public static List<(int Start, int Length, PersonalData Kind)> Find(string text, IReadOnlyList<PersonalData> kinds)
    {
        List<(int Start, int Length, PersonalData Kind)> found = [];

        // In the order of the enumeration: what has check digits is surer than what only looks like a telephone number.
        foreach (PersonalData kind in Enum.GetValues<PersonalData>())
        {
            if (kinds.Contains(kind))
            {
                Find(text, kind, found);
            }
        }

        found.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        return found;
    }

    private static void Find(string text, PersonalData kind, List<(int Start, int Length, PersonalData Kind)> found)
    {
        foreach (ValueMatch match in PatternOf(kind).EnumerateMatches(text))
        {
            int start = match.Index;
            int length = LengthOf(text.AsSpan(start, match.Length), kind);
            if (length > 0 && !found.Exists(other => start < other.Start + other.Length && other.Start < start + length))
            {
                found.Add((start, length, kind));
            }
        }
    }

    private static Regex PatternOf(PersonalData kind) => kind switch
    {
        PersonalData.Key => Keys,
        PersonalData.Email => Emails,
        PersonalData.Iban => Ibans,
        PersonalData.Card => Cards,
        PersonalData.Phone => Phones,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>How much of a match it is; 0 when it is nothing.</summary>
    private static int LengthOf(ReadOnlySpan<char> match, PersonalData kind) => kind switch
    {
        PersonalData.Iban => IbanLength(match),
        PersonalData.Card => IsCard(match) ? match.Length : 0,
        PersonalData.Phone => DigitsOf(match) is >= 7 and <= 15 ? match.Length : 0,
        _ => match.Length,
    };

    /// <summary>The word that follows may look like one more group, so what is too long may be right without its end.</summary>
    private static int IbanLength(ReadOnlySpan<char> match)
    {
        for (int length = match.Length; length >= 15; length--)
        {
            if ((length == match.Length || match[length] == ' ') && IsIban(match[..length]))
            {
                return length;
            }
        }

        return 0;
    }

    // ISO 13616: the first four characters moved to the end, letters as numbers from 10, modulo 97.
    private static bool IsIban(ReadOnlySpan<char> text)
    {
        string plain = text.ToString().Replace(" ", "", StringComparison.Ordinal);
        if (plain.Length is < 15 or > LongestIban)
        {
            return false;
        }

        string digits = string.Concat((plain[4..] + plain[..4]).Select(static c => char.IsAsciiDigit(c) ? char.ToString(c) : (c - 'A' + 10).ToString(CultureInfo.InvariantCulture)));
        return BigInteger.Parse(digits, CultureInfo.InvariantCulture) % 97 == 1;
    }

    private static int DigitsOf(ReadOnlySpan<char> text)
    {
        int digits = 0;
        foreach (char c in text)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits;
    }

    // The Luhn formula, ISO/IEC 7812-1.
    private static bool IsCard(ReadOnlySpan<char> text)
    {
        int sum = 0;
        bool isDoubled = false;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                int digit = (text[i] - '0') * (isDoubled ? 2 : 1);
                sum += digit > 9 ? digit - 9 : digit;
                isDoubled = !isDoubled;
            }
        }

        return sum % 10 == 0;
    }

    private static Regex Pattern(string pattern) => GuardPattern.Create(pattern, RegexOptions.None);
}
