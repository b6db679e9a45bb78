namespace LlmFunctions.Diagnostics;

/// <summary>Makes what clients sent, such as the name of a model, fit for a log line, a label or the name of a span.</summary>
internal static class PlainText
{
    private const int Longest = 128;

    public static string Of(string text) =>
        text.Length <= Longest && !text.Any(char.IsControl) ? text : string.Concat(text.Take(Longest).Select(static c => char.IsControl(c) ? '?' : c));
}
