using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>A request as the app read it, and its answer as the app wrote it.</summary>
/// <param name="Method">The request's method.</param>
/// <param name="Path">Its path, unescaped but for slashes.</param>
/// <param name="Query">Its query.</param>
/// <param name="RequestHeaders">Its headers.</param>
/// <param name="RequestBody">As much of its body as was read.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Headers">The answer's headers.</param>
/// <param name="Body">The answer's body.</param>
/// <param name="IsCut">Whether the client left, or the answer broke off, so that the body need not be whole.</param>
internal sealed record Exchange(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> RequestHeaders,
    byte[] RequestBody,
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    bool IsCut)
{
    public static Exchange Of(HttpContext http, byte[] requestBody, byte[] body, bool isCut) => new(
        http.Request.Method,
        http.Request.Path.Value ?? "",
        http.Request.Query.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString(), StringComparer.Ordinal),
        Copy(http.Request.Headers),
        requestBody,
        http.Response.StatusCode,
        Copy(http.Response.Headers),
        body,
        isCut);

    private static Dictionary<string, string> Copy(IHeaderDictionary headers) =>
        headers.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
}
