using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Ollama's native API: <c>/api/chat</c>, streamed as one JSON document a line, and <c>/api/embed</c>.</summary>
public sealed class OllamaDialect : IProviderDialect
{
    private OllamaDialect()
    {
    }

    public static OllamaDialect Instance { get; } = new();

    public string Name => "ollama";

    public StreamFraming Framing => StreamFraming.NewlineDelimitedJson;

    public IModelManagement? Models => OllamaModels.Instance;

    public IEmbeddingsTranslator Embeddings => OllamaEmbeddings.Instance;

    public Uri NormalizeBaseUrl(Uri baseUrl) => BaseUrls.WithoutVersion(baseUrl, "api/chat", "api", "v1");

    public UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target) => OllamaRequest.ToUpstream(request, target);

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) =>
        OllamaRequest.PassThrough(body, target);

    public UpstreamRequest Probe() => new() { Path = "api/tags", Method = HttpMethod.Get, Body = default };

    public ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => OllamaResponse.FromUpstream(body);

    public GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body) => OllamaError.FromUpstream(status, body);

    public IStreamTranslator CreateStreamTranslator() => new OllamaStream();

    public IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey) =>
        apiKey is null ? [] : [new("Authorization", $"Bearer {apiKey}")];
}
