using Azure.Data.Tables;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>Text of any length in a row: in properties of at most 64 KiB each.</summary>
internal static class PayloadText
{
    // A property holds 32 Ki characters, a row 1 MiB.
    private const int LongestPart = 32_000;
    private const int MostParts = 14;

    /// <exception cref="InvalidOperationException">The text is too long for a row.</exception>
    public static void SetText(this TableEntity row, string name, string? text)
    {
        var parts = text is null ? 0 : Math.Max(1, (text.Length + LongestPart - 1) / LongestPart);
        if (parts > MostParts)
        {
            throw new InvalidOperationException(
                $"An input, output or status of an orchestration has {text!.Length} characters; at most {LongestPart * MostParts} can be stored. Pass a reference to it instead.");
        }

        row[name + "Parts"] = parts;
        for (var i = 0; i < parts; i++)
        {
            row[name + i] = text!.Substring(i * LongestPart, Math.Min(LongestPart, text.Length - (i * LongestPart)));
        }
    }

    public static string? GetText(this TableEntity row, string name) => row.GetInt32(name + "Parts") switch
    {
        null or 0 => null,
        1 => row.GetString(name + 0),
        var parts => string.Concat(Enumerable.Range(0, parts.Value).Select(i => row.GetString(name + i))),
    };
}
