using System.Text.RegularExpressions;

namespace LlmFunctions.Errors;

/// <summary>Takes out of a provider's message what no client may see, and shortens it.</summary>
public static partial class Redaction
{
    private const int LongestText = 1000;

    // Shorter values of headers are words that a message may have of its own.
    private const int ShortestHeaderSecret = 8;

    /// <summary>Removes the key, the values of headers and the provider's address from an error's texts.</summary>
    public static GatewayError Clean(GatewayError error, string? apiKey, Uri baseUrl, IEnumerable<string> headers)
    {
        string[] secrets =
        [
            .. headers
                .SelectMany(static value => value.Split(' ').Append(value))
                .Where(static value => value.Length >= ShortestHeaderSecret)
                .Concat(PartsOf(apiKey))
                .Where(static secret => secret.Length > 0)
                .OrderByDescending(static secret => secret.Length),
        ];
        return error with
        {
            Message = Clean(error.Message, secrets, baseUrl),
            Param = error.Param is { } param ? Clean(param, secrets, baseUrl) : null,
            Code = error.Code is { } code ? Clean(code, secrets, baseUrl) : null,
        };
    }

    private static string Clean(string text, string[] secrets, Uri baseUrl)
    {
        foreach (string secret in secrets)
        {
            text = text.Replace(secret, "[key]", StringComparison.Ordinal);
        }

        text = Token.Replace(text, "[key]")
            .Replace(baseUrl.Authority, "[provider]", StringComparison.OrdinalIgnoreCase)
            .Replace(baseUrl.Host, "[provider]", StringComparison.OrdinalIgnoreCase);
        return Clip(text);
    }

    // Some keys consist of a public id, a secret and a token.
    private static IEnumerable<string> PartsOf(string? apiKey) =>
        apiKey is null ? [] : apiKey.Split(':').Where(static part => part.Length >= ShortestHeaderSecret).Append(apiKey);

    // Tokens of the app's own identity are not known here; all begin like this. None begins within another, or a text of many beginnings would take the square of its length.
    [GeneratedRegex(@"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)?")]
    private static partial Regex Token { get; }

    // Last, because half a key is not found any more.
    private static string Clip(string text)
    {
        int length = text.Length > LongestText && char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, length), "…");
    }
}
