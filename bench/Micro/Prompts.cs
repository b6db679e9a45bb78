namespace LlmFunctions.Bench.Micro;

/// <summary>Prompts of 4 KiB.</summary>
internal static class Prompts
{
    private const int Length = 4096;
    private const string Sentence = "In the spring the order of last year was changed twice, and nobody could say afterwards who had asked for it. ";

    /// <summary>Running text, in which there is no personal data.</summary>
    public static string Plain { get; } = Fill(Sentence);

    /// <summary>The same with forty-five pieces of personal data in it.</summary>
    public static string Personal { get; } = Fill(
        Sentence + "Write to jane.doe@example.org or call +49 30 901820. " + Sentence + "The card 4111 1111 1111 1111 is charged, the account is DE89 3704 0044 0532 0130 00. ");

    private static string Fill(string text) => string.Concat(Enumerable.Repeat(text, (Length / text.Length) + 1))[..Length];
}
