using System.Text.RegularExpressions;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Bedrock's Converse API (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html).</summary>
internal sealed partial class BedrockDialect : IProviderDialect
{
    public const string DialectName = "bedrock";

    private const string DefaultRegion = "us-east-1";

    private static readonly string[] NotOfTheBody = ["model", "stream", "provider", "models", "task_type", "user_id", "sandbox"];

    private readonly string? _region;
    private readonly Uri? _given;

    private BedrockDialect(string? region, Uri? given)
    {
        _region = region;
        _given = given;
    }

    public static BedrockDialect Default { get; } = new(null, null);

    public string Name => DialectName;

    public StreamFraming Framing => StreamFraming.EventStream;

    public IReadOnlyList<string> OwnSettings { get; } = ["Region"];

    public string ErrorHeader => "x-amzn-errortype";

    public Uri? BaseUrl => _region is not null && RegionName.IsMatch(_region) ? new Uri($"https://bedrock-runtime.{_region}.amazonaws.com") : null;

    /// <summary>The region that requests are signed for: the one that the address is in, whatever else is said.</summary>
    public string SigningRegion => _given is { } address && HostWithRegion.Match(address.Host) is { Success: true } match ? match.Groups["region"].Value
        : _region ?? DefaultRegion;

    public IProviderDialect Configure(ProviderOptions options) => new BedrockDialect(options.Region, options.BaseUrl);

    public Uri NormalizeBaseUrl(Uri baseUrl) => BaseUrls.WithoutVersion(baseUrl, "model");

    public UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target) => BedrockRequest.ToUpstream(request, target);

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) => new()
    {
        Path = BedrockRequest.PathOf(target.Model, request.IsStreaming),
        Body = JsonBodyRewriter.Rewrite(body, [.. NotOfTheBody.Select(JsonEdit.Remove)]),
    };

    public ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => BedrockResponse.FromUpstream(body);

    public GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body) => BedrockError.FromUpstream(status, null, body);

    public GatewayError ErrorFromUpstream(int status, string kind, ReadOnlyMemory<byte> body) => BedrockError.FromUpstream(status, kind, body);

    public IStreamTranslator CreateStreamTranslator() => new BedrockStream();

    public IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey) => [];

    public IRequestAuthorization CreateAuthorization(Provider provider, AuthorizationServices services) =>
        new BedrockAuthorization(provider, SigningRegion, services.TimeProvider);

    [GeneratedRegex("^[a-z0-9-]+$")]
    private static partial Regex RegionName { get; }

    // bedrock-runtime.us-east-1.amazonaws.com, bedrock-runtime-fips.…, vpce-1-2.bedrock-runtime.us-east-1.vpce.amazonaws.com
    [GeneratedRegex(@"(^|\.)bedrock-runtime(-fips)?\.(?<region>[a-z0-9-]+)\.")]
    private static partial Regex HostWithRegion { get; }
}
