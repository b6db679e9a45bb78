using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Anthropic's Messages API (https://platform.claude.com/docs/en/api/messages).</summary>
internal sealed class AnthropicDialect : IProviderDialect
{
    public const string DialectName = "anthropic";
    public const string MessagesPath = "v1/messages";
    public const string CountTokensPath = "v1/messages/count_tokens";
    public const string VersionHeader = "anthropic-version";

    // Later versions refuse the sampling parameters that OpenAI clients send, for every model.
    public const string Version = "2023-06-01";

    private static readonly string[] Extensions = ["provider", "models", "task_type", "user_id", "sandbox"];

    public static AnthropicDialect Instance { get; } = new();

    public string Name => DialectName;

    public StreamFraming Framing => StreamFraming.Sse;

    public Uri NormalizeBaseUrl(Uri baseUrl) => BaseUrls.WithoutVersion(baseUrl, MessagesPath, "v1");

    public UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target) => AnthropicRequest.ToUpstream(request, target);

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) => new()
    {
        Path = MessagesPath,
        Body = Rewrite(body, target),
    };

    public UpstreamRequest? CountTokens(ReadOnlyMemory<byte> body, UpstreamTarget target) => new()
    {
        Path = CountTokensPath,
        Body = Rewrite(body, target),
    };

    public UpstreamRequest Probe() => new() { Path = "v1/models?limit=1", Method = HttpMethod.Get, Body = default };

    public ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => AnthropicResponse.FromUpstream(body);

    public GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body) => AnthropicError.FromUpstream(status, body);

    public IStreamTranslator CreateStreamTranslator() => new AnthropicStream();

    public IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey)
    {
        yield return new(VersionHeader, Version);
        if (apiKey is not null)
        {
            yield return new("x-api-key", apiKey);
        }
    }

    private static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> body, UpstreamTarget target) =>
        JsonBodyRewriter.Rewrite(body, [JsonEdit.Set("model", target.Model), .. Extensions.Select(JsonEdit.Remove)]);
}
