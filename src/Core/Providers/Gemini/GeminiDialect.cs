using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Google's <c>generateContent</c> and <c>streamGenerateContent</c> (https://ai.google.dev/api/generate-content).</summary>
public sealed class GeminiDialect : IProviderDialect
{
    public static GeminiDialect Instance { get; } = new();

    public string Name => "gemini";

    public StreamFraming Framing => StreamFraming.Sse;

    public IEmbeddingsTranslator Embeddings => GeminiEmbeddings.Instance;

    public Uri NormalizeBaseUrl(Uri baseUrl) => BaseUrls.WithoutVersion(baseUrl, "models", "v1beta", "v1");

    public UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target) => GeminiRequest.ToUpstream(request, target);

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) =>
        GeminiRequest.PassThrough(body, request, target);

    public UpstreamRequest? CountTokens(ReadOnlyMemory<byte> body, UpstreamTarget target) => GeminiRequest.CountTokens(body, target);

    public UpstreamRequest Probe() => new() { Path = "v1beta/models?pageSize=1", Method = HttpMethod.Get, Body = default };

    public ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => GeminiResponse.FromUpstream(body);

    public GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body) => GeminiError.FromUpstream(status, body);

    public IStreamTranslator CreateStreamTranslator() => new GeminiStream();

    public IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey) =>
        apiKey is null ? [] : [new("x-goog-api-key", apiKey)];
}
