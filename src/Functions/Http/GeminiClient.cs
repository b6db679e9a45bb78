using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Tells callers that speak Google's dialect from those that speak OpenAI's where both use a path.</summary>
internal static class GeminiClient
{
    private const string KeyHeader = "x-goog-api-key";
    private const string ClientHeader = "x-goog-api-client";
    private const string KeyParameter = "key";

    public static bool Is(HttpRequest request) =>
        request.Headers.ContainsKey(KeyHeader)
        || request.Headers.ContainsKey(ClientHeader)
        || request.Query.ContainsKey(KeyParameter)
        || request.Headers.UserAgent.ToString().Contains("google-genai", StringComparison.OrdinalIgnoreCase);

    /// <summary>The key in the address, which only this dialect allows.</summary>
    public static string? KeyInQuery(HttpRequest request) => request.Query[KeyParameter] is [{ Length: > 0 } key, ..] ? key : null;
}
