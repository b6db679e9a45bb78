namespace LlmFunctions.Errors;

/// <summary>Takes out of a provider's message what no client may see.</summary>
public static class Redaction
{
    /// <summary>Removes the key and the provider's address from an error's text.</summary>
    public static GatewayError Clean(GatewayError error, string? apiKey, Uri baseUrl) =>
        error with { Message = Clean(error.Message, apiKey, baseUrl), Param = error.Param is { } param ? Clean(param, apiKey, baseUrl) : null };

    private static string Clean(string text, string? apiKey, Uri baseUrl)
    {
        if (!string.IsNullOrEmpty(apiKey))
        {
            text = text.Replace(apiKey, "[key]", StringComparison.Ordinal);
        }

        return text
            .Replace(baseUrl.Authority, "[provider]", StringComparison.OrdinalIgnoreCase)
            .Replace(baseUrl.Host, "[provider]", StringComparison.OrdinalIgnoreCase);
    }
}
