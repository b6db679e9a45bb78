using LlmFunctions.Functions.Description;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>The description of the API, for programs and for people. Needs no key: it tells nothing of this installation.</summary>
public static class Reference
{
    // A new version of the app is seen after this time.
    private const string Cached = "public, max-age=300";

    // Swagger UI sets styles by itself, and has icons in its style sheet; it is told to call nobody else, and cannot.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    [Function("OpenApiDocument")]
    public static IResult Document([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request)
    {
        request.HttpContext.Response.Headers.CacheControl = Cached;
        return TypedResults.Bytes(ApiDescription.Document, "application/json");
    }

    [Function("ReferencePage")]
    public static IResult Page([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs")] HttpRequest request) => Answer(request, ReferenceFile.Page);

    [Function("ReferenceFile")]
    public static IResult File([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs/{file}")] HttpRequest request, string file) =>
        ReferenceFile.Find(file) is { } found ? Answer(request, found) : TypedResults.NotFound();

    private static FileContentHttpResult Answer(HttpRequest request, ReferenceFile file)
    {
        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.CacheControl = Cached;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        (ReadOnlyMemory<byte> bytes, bool isCompressed) = file.For(request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase));
        if (isCompressed)
        {
            headers.ContentEncoding = "gzip";
        }

        headers.Vary = "Accept-Encoding";
        return TypedResults.Bytes(bytes, file.ContentType);
    }
}
