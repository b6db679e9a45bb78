namespace LlmFunctions.Errors;

/// <summary>Takes out of a provider's message what no client may see, and shortens it.</summary>
public static class Redaction
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
                .Append(apiKey)
                .OfType<string>()
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

        text = text
            .Replace(baseUrl.Authority, "[provider]", StringComparison.OrdinalIgnoreCase)
            .Replace(baseUrl.Host, "[provider]", StringComparison.OrdinalIgnoreCase);
        return Clip(text);
    }

    // Last, because half a key is not found any more.
    private static string Clip(string text)
    {
        int length = text.Length > LongestText && char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, length), "…");
    }
}
