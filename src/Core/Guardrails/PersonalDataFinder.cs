using System.Text.RegularExpressions;
using LlmFunctions.Errors;

namespace LlmFunctions.Guardrails;

/// <summary>Finds personal data in a text: by its form, and where it has check digits by these.</summary>
internal static class PersonalDataFinder
{
    private const int CountryAndCheck = 4;
    private const int ShortestIban = 15;
    private const int LongestIban = 34;
    private const int ShortestCard = 13;

    private static readonly Regex Keys = Pattern(
        @"\b(?:sk-[A-Za-z0-9_-]{16,}|llmf_[a-z0-9]{12}_[a-z0-9]{20,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*|(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|AIza[0-9A-Za-z_-]{35}|xox[abprs]-[A-Za-z0-9-]{10,}|hf_[A-Za-z0-9]{30,})");

    private static readonly Regex Emails = Pattern(@"[A-Za-z0-9][A-Za-z0-9._%+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}\b");

    private static readonly Regex Ibans = Pattern(@"\b[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]{1,4}){3,8}\b");

    private static readonly Regex Cards = Pattern(@"\b[2-6](?:[ -]?[0-9]){12,18}\b");

    private static readonly Regex Phones = Pattern(@"(?:\+[0-9]|\b00[1-9]|\(0[0-9]{1,4}\)|\b0[0-9]{1,4}[ /-]|\([2-9][0-9]{2}\) ?|\b[2-9][0-9]{2}[-. ][0-9]{3}[-. ])[0-9 ()/.-]{3,20}[0-9]");

    /// <summary>Where there is personal data, in the order of the text; no two overlap.</summary>
    /// <exception cref="GatewayException">It could not be found out in time.</exception>
    public static List<(int Start, int Length, PersonalData Kind)> Find(string text, IReadOnlyList<PersonalData> kinds)
    {
        List<(int Start, int Length, PersonalData Kind)> found = [];
        try
        {
            // In the order of the enumeration: what has check digits is surer than what only looks like a telephone number.
            foreach (PersonalData kind in Enum.GetValues<PersonalData>())
            {
                if (kinds.Contains(kind))
                {
                    Find(text, kind, found);
                }
            }
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw GuardPattern.TooLong(exception);
        }

        return found;
    }

    /// <summary>Adds what there is of a kind and of none before it. A match that is nothing may have the beginning of something in it.</summary>
    private static void Find(string text, PersonalData kind, List<(int Start, int Length, PersonalData Kind)> found)
    {
        int known = found.Count;
        int next = 0;
        int at = 0;
        while (Match(PatternOf(kind), text, at) is (int start, int matched))
        {
            int length = LengthOf(text.AsSpan(start, matched), kind);
            while (next < known && found[next].Start + found[next].Length <= start)
            {
                next++;
            }

            if (length == 0)
            {
                at = start + 1;
            }
            else if (next < known && found[next].Start < start + length)
            {
                at = found[next].Start + found[next].Length;
            }
            else
            {
                found.Add((start, length, kind));
                at = start + length;
            }
        }

        found.Sort(static (one, other) => one.Start.CompareTo(other.Start));
    }

    private static (int Start, int Length)? Match(Regex pattern, string text, int at)
    {
        foreach (ValueMatch match in pattern.EnumerateMatches(text, at))
        {
            return (match.Index, match.Length);
        }

        return null;
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
        PersonalData.Iban => Longest(match, IsIban),
        PersonalData.Card => Longest(match, IsCard),
        PersonalData.Phone => Longest(match, static text => char.IsAsciiDigit(text[^1]) && DigitsOf(text) is >= 7 and <= 15),
        _ => match.Length,
    };

    /// <summary>The word or number that follows may look like one more group, so what is too long may be right without its end.</summary>
    private static int Longest(ReadOnlySpan<char> match, Func<ReadOnlySpan<char>, bool> isRight)
    {
        for (int length = match.Length; length > 0; length--)
        {
            if ((length == match.Length || !char.IsAsciiLetterOrDigit(match[length])) && isRight(match[..length]))
            {
                return length;
            }
        }

        return 0;
    }

    // ISO 13616: the first four characters moved to the end, letters as numbers from 10, modulo 97.
    private static bool IsIban(ReadOnlySpan<char> text)
    {
        int characters = 0;
        int remainder = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[(i + CountryAndCheck) % text.Length];
            if (c != ' ')
            {
                int value = char.IsAsciiDigit(c) ? c - '0' : char.ToUpperInvariant(c) - 'A' + 10;
                remainder = ((remainder * (value > 9 ? 100 : 10)) + value) % 97;
                characters++;
            }
        }

        return characters is >= ShortestIban and <= LongestIban && remainder == 1;
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
        int digits = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                int digit = (text[i] - '0') * (1 + (digits % 2));
                sum += digit > 9 ? digit - 9 : digit;
                digits++;
            }
        }

        return digits >= ShortestCard && sum % 10 == 0;
    }

    private static Regex Pattern(string pattern) => GuardPattern.Create(pattern, RegexOptions.None);
}
