using LlmFunctions.Errors;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>Google's generateContent, under both versions that its libraries call.</summary>
internal static class GeminiSurface
{
    private static readonly Parameter Model = Parameter.Path("model", "The model; its id may have slashes and colons, escaped or not.", "sandbox/echo") with { HasSlashes = true };

    private static readonly Parameter Embedder = Model with { Example = "sandbox/embed" };

    // Google's libraries send it with a dollar sign as well, and to everything.
    private static readonly Parameter[] Alt = [Parameter.Query("alt", "`sse` for server-sent events; without it a stream is a JSON array that grows."), Parameter.Query("$alt", "The same; only `alt` counts.")];

    private static readonly Content Generate = Content.Json("GenerateContentRequest", new Example("Hello", """{"contents":[{"parts":[{"text":"Hello"}]}]}"""));

    public static Surface Surface { get; } = new("Gemini", "Google's generateContent, its models and its embeddings, for every provider.")
    {
        Schemas = "Surfaces/gemini",
        Operations =
        [
            .. Of("GeminiGeneration", "v1beta"),
            .. Of("GeminiV1Generation", "v1"),
            new("GeminiModels", "GET", "/v1beta/models", "Lists the models in Google's form")
            {
                Errors = ErrorForm.Gemini,
                Parameters = PageParameters,
                Answers = [new(200, "A page of the list.", Content.Json("GeminiModelList"))],
                Failures = [ErrorKind.InvalidRequest],
            },
            new("GeminiModel", "GET", "/v1beta/models/{model}", "One model of that list")
            {
                Errors = ErrorForm.Gemini,
                Parameters = [Model],
                Answers = [new(200, "The model.", Content.Json("GeminiModel"))],
                Failures = [ErrorKind.ModelNotFound],
            },
        ],
    };

    /// <summary>Which page of a list is asked for.</summary>
    internal static IReadOnlyList<Parameter> PageParameters =>
    [
        Parameter.Query("pageSize", "How many; 50 if it is left out.", Schema.Of("""{"type":"integer","minimum":0}""")),
        Parameter.Query("pageToken", "Where the page begins: `nextPageToken` of the one before."),
    ];

    private static IEnumerable<Operation> Of(string function, string version)
    {
        yield return Post(function, version, "generateContent", "Answers a conversation", Model, Generate, new(200, "The answer.", Content.Json("GenerateContentResponse")));
        yield return Post(function, version, "streamGenerateContent", "Answers a conversation, streamed", Model, Generate, new Answer(
            200,
            "The answer in pieces. Only a stream that ends with a finish reason is whole, and of arrays, one that is closed.",
            Content.Events("GenerateContentEvent"),
            Content.Array("GenerateContentEvent")));
        yield return Post(function, version, "countTokens", "Counts the tokens of a prompt", Model,
            Content.Json("CountTokensRequest", new Example("Hello", """{"contents":[{"parts":[{"text":"Hello"}]}]}""")),
            new(200, "The count: Google's for Google's models, else the gateway's estimate.", Content.Json("CountTokensResponse"))) with { Origin = Origin.Model };
        yield return Post(function, version, "embedContent", "Makes the embedding of a text", Embedder,
            Content.Json("EmbedContentRequest", new Example("A text", """{"content":{"parts":[{"text":"a red house"}]}}""")),
            new(200, "The vector.", Content.Json("EmbedContentResponse")));
        yield return Post(function, version, "batchEmbedContents", "Makes the embeddings of several texts", Embedder,
            Content.Json("BatchEmbedContentsRequest", new Example("Two texts", """{"requests":[{"model":"models/sandbox/embed","content":{"parts":[{"text":"a red house"}]}},{"model":"models/sandbox/embed","content":{"parts":[{"text":"cheese"}]}}]}""")),
            new(200, "The vectors, in the order of the texts.", Content.Json("BatchEmbedContentsResponse")));
    }

    private static Operation Post(string function, string version, string method, string summary, Parameter model, Content request, Answer answer) =>
        new(function, "POST", $"/{version}/models/{{model}}:{method}", summary)
        {
            Id = $"{function}.{method}",
            Errors = ErrorForm.Gemini,
            Needs = method.Contains("embed", StringComparison.OrdinalIgnoreCase) ? Rights.Embeddings : Rights.Chat,
            Origin = Origin.Call,
            Parameters = [model, .. Alt],
            Request = request,
            Answers = [answer],
        };
}
