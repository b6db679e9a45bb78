using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Cohere's Chat API in its second version (https://docs.cohere.com/reference/chat).</summary>
internal sealed class CohereDialect : IProviderDialect
{
    public const string Path = "v2/chat";

    private static readonly JsonEdit[] Extensions =
        [.. new[] { "provider", "models", "task_type", "user_id", "sandbox" }.Select(JsonEdit.Remove)];

    private CohereDialect()
    {
    }

    public static CohereDialect Instance { get; } = new();

    public string Name => "cohere";

    public StreamFraming Framing => StreamFraming.Sse;

    public Uri NormalizeBaseUrl(Uri baseUrl) => BaseUrls.WithoutVersion(baseUrl, Path, "v2", "v1");

    public UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target) => CohereRequest.ToUpstream(request, target);

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) =>
        new() { Path = Path, Body = JsonBodyRewriter.Rewrite(body, [JsonEdit.Set("model", target.Model), .. Extensions]) };

    public UpstreamRequest Probe() => new() { Path = "v1/models?page_size=1", Method = HttpMethod.Get, Body = default };

    public ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => CohereResponse.FromUpstream(body);

    public GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body) => CohereError.FromUpstream(status, body);

    public IStreamTranslator CreateStreamTranslator() => new CohereStream();

    public IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey) =>
        apiKey is null ? [] : [new("Authorization", $"Bearer {apiKey}")];
}
