using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Upstream;

namespace LlmFunctions.Tests.Providers;

/// <summary>A dialect whose reading translators stumble over whatever they are given.</summary>
internal sealed class BrokenDialect(Exception exception) : IProviderDialect, IStreamTranslator
{
    public string Name => "broken";

    public StreamFraming Framing => StreamFraming.Sse;

    public bool IsComplete => false;

    public ChatUsage? UsageSoFar => null;

    public Uri NormalizeBaseUrl(Uri baseUrl) => baseUrl;

    public UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target) => OpenAIDialect.Instance.ToUpstream(request, target);

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) => ToUpstream(request, target);

    public ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => throw exception;

    public GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body) => throw exception;

    public IStreamTranslator CreateStreamTranslator() => this;

    public IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey) => [];

    public IReadOnlyList<ChatChunk> Translate(StreamFrame frame) => throw exception;

    public IReadOnlyList<ChatChunk> Complete() => throw exception;
}
