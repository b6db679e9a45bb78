namespace LlmFunctions.Providers.Sandbox;

/// <summary>
/// The sandbox's tokens: a word of a text with the white space before it, and eight characters of JSON, whose texts have
/// no words. Put together again, the tokens are the text.
/// </summary>
internal static class SandboxTokens
{
    private const int JsonTokenLength = 8;

    public static int Count(ReadOnlySpan<char> text)
    {
        int words = 0;
        bool inWord = false;
        foreach (char character in text)
        {
            bool isWord = !char.IsWhiteSpace(character);
            words += isWord && !inWord ? 1 : 0;
            inWord = isWord;
        }

        return words;
    }

    /// <summary>Cuts a text; white space at the end belongs to the last word.</summary>
    public static IEnumerable<string> OfText(string text)
    {
        int start = 0;
        for (int i = 1; i < text.Length; i++)
        {
            bool wordEnds = char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]);
            if (wordEnds && !text.AsSpan(i).IsWhiteSpace())
            {
                yield return text[start..i];
                start = i;
            }
        }

        if (text.Length > 0)
        {
            yield return text[start..];
        }
    }

    public static IEnumerable<string> OfJson(string json)
    {
        for (int start = 0; start < json.Length;)
        {
            int end = Math.Min(start + JsonTokenLength, json.Length);

            // A character outside the basic plane is two, and half of it cannot be sent.
            end += end < json.Length && char.IsLowSurrogate(json[end]) ? 1 : 0;
            yield return json[start..end];
            start = end;
        }
    }

    /// <summary>Repeats the words of a text until there are as many as asked for.</summary>
    public static IEnumerable<string> Repeat(string text, int count)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < count; i++)
        {
            yield return i == 0 ? words[0] : " " + words[i % words.Length];
        }
    }
}
