using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>OpenAI's Chat Completions, as OpenAI and the many providers that took it over speak it.</summary>
public sealed class OpenAIDialect : IProviderDialect
{
    private OpenAIDialect()
    {
    }

    public static OpenAIDialect Instance { get; } = new();

    public string Name => "openai";

    public StreamFraming Framing => StreamFraming.Sse;

    public IEmbeddingsTranslator Embeddings => OpenAIEmbeddings.Instance;

    public Uri NormalizeBaseUrl(Uri baseUrl) => BaseUrls.WithVersion(baseUrl, "v1", OpenAIRequest.Path);

    public UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target) => OpenAIRequest.ToUpstream(request, target);

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) =>
        OpenAIRequest.PassThrough(body, request, target);

    public UpstreamRequest Probe() => new() { Path = "models", Method = HttpMethod.Get, Body = default };

    public ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => OpenAIResponse.FromUpstream(body);

    public GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body) => OpenAIError.FromUpstream(status, body);

    public IStreamTranslator CreateStreamTranslator() => new OpenAIStream();

    public IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey) =>
        apiKey is null ? [] : [new("Authorization", $"Bearer {apiKey}")];
}
