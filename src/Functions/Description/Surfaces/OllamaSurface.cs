using LlmFunctions.Errors;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>Ollama's API.</summary>
internal static class OllamaSurface
{
    public static Surface Surface { get; } = new("Ollama", "Ollama's API, for every provider; and the models on the disk of an Ollama behind the gateway.")
    {
        Schemas = "Surfaces/ollama",
        Operations =
        [
            Call("OllamaChat", "/api/chat", "Answers a conversation",
                Content.Json(
                    "OllamaChatRequest",
                    new Example("Hello", """{"model":"sandbox/echo","messages":[{"role":"user","content":"Hello"}],"stream":false}"""),
                    new Example("Stream", """{"model":"sandbox/echo","messages":[{"role":"user","content":"Hello"}]}""")),
                "The answer, streamed unless `stream` is false. Only a stream that ends with `done` is whole.", Content.Lines("OllamaChatLine"), Content.Json("OllamaChatAnswer")),
            Call("OllamaGenerate", "/api/generate", "Answers a single prompt",
                Content.Json("OllamaGenerateRequest", new Example("Hello", """{"model":"sandbox/echo","prompt":"Hello","stream":false}""")),
                "The answer, streamed unless `stream` is false. Only a stream that ends with `done` is whole.", Content.Lines("OllamaGenerateLine"), Content.Json("OllamaGenerateAnswer")),
            Call("OllamaEmbed", "/api/embed", "Makes embeddings of texts",
                Content.Json("OllamaEmbedRequest", new Example("Two texts", """{"model":"sandbox/embed","input":["a red house","cheese"]}""")),
                "The vectors, in the order of the texts.", Content.Json("OllamaEmbedAnswer")),
            Call("OllamaEmbeddings", "/api/embeddings", "Makes the embedding of one prompt; the older form",
                Content.Json("OllamaEmbeddingsRequest", new Example("A text", """{"model":"sandbox/embed","prompt":"a red house"}""")),
                "The vector.", Content.Json("OllamaEmbeddingsAnswer")),
            new("OllamaTags", "GET", "/api/tags", "Lists the models")
            {
                Errors = ErrorForm.Ollama,
                Answers = [new(200, "All models.", Content.Json("OllamaModelList"))],
            },
            new("OllamaShow", "POST", "/api/show", "One of these models")
            {
                Errors = ErrorForm.Ollama,
                Request = Content.Json("OllamaModelRequest", new Example("A model", """{"model":"sandbox/echo"}""")),
                Answers = [new(200, "The model.", Content.Json("OllamaModelDetails"))],
                Failures = [ErrorKind.ModelNotFound, ErrorKind.ModelRetired],
            },
            new("OllamaProcesses", "GET", "/api/ps", "Which models are in memory: none")
            {
                Errors = ErrorForm.Ollama,
                Answers = [new(200, "None.", Content.Json("OllamaModelList"))],
            },
            new("OllamaVersion", "GET", "/api/version", "Which of Ollama's versions has the API that is spoken here")
            {
                Access = Access.Anonymous,
                Answers = [new(200, "The version.", Content.Json(Schema.Of("""{"type":"object","properties":{"version":{"type":"string"}},"required":["version"]}""")))],
            },
            new("OllamaPull", "POST", "/api/pull", "Has an Ollama behind the gateway fetch a model")
            {
                Text = "Only `success` means that the model is there.",
                Errors = ErrorForm.Ollama,
                Needs = Rights.EditProviders,
                Request = Content.Json(
                    "OllamaModelRequest",
                    new Example("With progress", """{"model":"ollama/llama3:8b"}"""),
                    new Example("At its end", """{"model":"ollama/llama3:8b","stream":false}""")),
                Answers = [new(200, "Its progress, streamed unless `stream` is false.", Content.Lines("OllamaPullLine"), Content.Json("OllamaPullLine"))],
                Failures = OfDisks,
            },
            new("OllamaDelete", "DELETE", "/api/delete", "Has it delete one")
            {
                Errors = ErrorForm.Ollama,
                Needs = Rights.EditProviders,
                Request = Content.Json("OllamaModelRequest", new Example("A model", """{"model":"ollama/llama3:8b"}""")),
                Answers = [new(200, "It is deleted.")],
                Failures = OfDisks,
            },
        ],
    };

    /// <summary>What can go wrong where an Ollama is asked about its models.</summary>
    internal static IReadOnlyList<ErrorKind> OfDisks =>
        [ErrorKind.InvalidRequest, ErrorKind.NotFound, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.UpstreamError, ErrorKind.NoHealthyProvider, ErrorKind.UpstreamTimeout];

    private static Operation Call(string function, string path, string summary, Content request, string text, params IReadOnlyList<Content> contents) =>
        new(function, "POST", path, summary) { Needs = function.Contains("Embed", StringComparison.Ordinal) ? Rights.Embeddings : Rights.Chat, Errors = ErrorForm.Ollama, Origin = Origin.Call, Request = request, Answers = [new(200, text, contents)] };
}
