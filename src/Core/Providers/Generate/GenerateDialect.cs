using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Generate;

/// <summary>
/// The plain dialect of servers that people write around a model: <c>POST /generate</c> with a prompt, and an answer with
/// a text. It has neither tools nor images, and does not stream.
/// </summary>
internal sealed class GenerateDialect : IProviderDialect
{
    public const string Path = "generate";

    private static readonly JsonEdit[] Extensions =
        [.. new[] { "provider", "models", "task_type", "user_id", "sandbox" }.Select(JsonEdit.Remove)];

    private GenerateDialect()
    {
    }

    public static GenerateDialect Instance { get; } = new();

    public string Name => "generate";

    // The answer is one document, which the translator puts together again: lines are as good as anything else.
    public StreamFraming Framing => StreamFraming.NewlineDelimitedJson;

    public Uri NormalizeBaseUrl(Uri baseUrl) => BaseUrls.WithoutVersion(baseUrl, Path);

    public UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target) => GenerateRequest.ToUpstream(request, target);

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) =>
        new() { Path = Path, Body = JsonBodyRewriter.Rewrite(body, [JsonEdit.Set("model", target.Model), .. Extensions]) };

    public ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => GenerateResponse.FromUpstream(body);

    public GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body) => GenerateError.FromUpstream(status, body);

    public IStreamTranslator CreateStreamTranslator() => new GenerateStream();

    public IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey) =>
        apiKey is null ? [] : [new("Authorization", $"Bearer {apiKey}")];
}
