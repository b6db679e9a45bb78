namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>What describes the API itself.</summary>
internal static class ReferenceSurface
{
    private static readonly string[] PageHeaders = ["Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "Content-Encoding", "Vary"];

    public static Surface Surface { get; } = new("Reference", "The description of this API.")
    {
        Operations =
        [
            new("OpenApiDocument", "GET", "/openapi.json", "This document")
            {
                Access = Access.Anonymous,
                Answers = [new(200, "An OpenAPI 3.1 document.", Content.Json(Schema.Of("""{"type":"object","required":["openapi","info","paths"]}"""))) { Headers = ["Cache-Control"] }],
            },
            new("ReferencePage", "GET", "/docs", "The same as a page to browse")
            {
                Access = Access.Anonymous,
                Answers = [new(200, "The page.", Content.Text("text/html")) { Headers = PageHeaders }],
            },
            new("ReferenceFile", "GET", "/docs/{file}", "A file of that page")
            {
                Access = Access.Anonymous,
                Parameters = [Parameter.Path("file", "Its name.", "start.js")],
                Answers =
                [
                    new(200, "The file.", Content.Text("text/javascript"), Content.Text("text/css")) { Headers = PageHeaders },
                    new(404, "There is no such file."),
                ],
            },
        ],
    };
}
