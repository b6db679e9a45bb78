using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Writes a canonical request as a <c>GenerateContentRequest</c>.</summary>
internal static class GeminiRequest
{
    internal static IReadOnlyList<JsonEdit> GatewayExtensions { get; } =
    [
        JsonEdit.Remove("provider"), JsonEdit.Remove("models"), JsonEdit.Remove("task_type"), JsonEdit.Remove("user_id"), JsonEdit.Remove("sandbox"),
    ];

    // Google's JSON takes either name.
    private static readonly string[] CountedRequestNames = ["generateContentRequest", "generate_content_request"];

    public static UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target)
    {
        GeminiScope scope = new(request, GeminiModel.Parse(target.Model));
        GeminiOwnFields own = GeminiOwnFields.Read(scope);
        GeminiConversation conversation = GeminiConversation.Build(scope);
        ReadOnlyMemory<byte> body = JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            conversation.Write(writer);
            GeminiTools.Write(writer, scope, own);
            own.WriteTopLevel(writer);
            GeminiGenerationConfig.Write(writer, scope, own);
            writer.WriteEndObject();
        });

        DropWhatHasNoCounterpart(scope);
        return new UpstreamRequest { Path = Path(request, target), Body = body, Dropped = scope.Dropped };
    }

    public static UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) =>
        new() { Path = Path(request, target), Body = JsonBodyRewriter.Rewrite(body, [.. GatewayExtensions, ModelEdit(target)]) };

    public static UpstreamRequest CountTokens(ReadOnlyMemory<byte> body, UpstreamTarget target) => new()
    {
        Path = Path("countTokens", target),
        Body = JsonBodyRewriter.Rewrite(body, [
            .. GatewayExtensions,
            ModelEdit(target),
            .. CountedRequestNames.Select(name => JsonEdit.Change(name, request => JsonBodyRewriter.Rewrite(request, [.. GatewayExtensions, ModelEdit(target)])))]),
    };

    // The path names the model; a body may name it again, and then both must be the same.
    internal static JsonEdit ModelEdit(UpstreamTarget target) => JsonEdit.Change(
        "model", _ => JsonBody.Write(writer => writer.WriteStringValue(ModelName(target))));

    internal static string ModelName(UpstreamTarget target) => string.Join('/', ModelSegments(target));

    private static string Path(ChatRequest request, UpstreamTarget target) =>
        Path(request.IsStreaming ? "streamGenerateContent?alt=sse" : "generateContent", target);

    internal static string Path(string method, UpstreamTarget target) =>
        $"v1beta/{string.Join('/', ModelSegments(target).Select(Uri.EscapeDataString))}:{method}";

    // Tuned models are named with their collection, all others without.
    private static string[] ModelSegments(UpstreamTarget target)
    {
        string[] segments = target.Model.Contains('/', StringComparison.Ordinal) ? target.Model.Split('/') : ["models", target.Model];

        // No escape keeps these from being resolved as steps of the path: another method would be called.
        return segments.Any(static segment => segment is "" or "." or "..")
            ? throw new GatewayException(ErrorKind.ModelNotFound, $"'{target.Model}' cannot be the name of a model of Gemini.", "model")
            : segments;
    }

    private static void DropWhatHasNoCounterpart(GeminiScope scope)
    {
        ChatRequest request = scope.Request;
        (string Name, bool IsGiven)[] fields =
        [
            ("logit_bias", request.LogitBias is not null),
            ("parallel_tool_calls", request.ParallelToolCalls is not null),
            ("user", request.User is not null),
            ("metadata", request.Metadata is not null),
        ];
        foreach ((string name, bool isGiven) in fields)
        {
            if (isGiven)
            {
                scope.Drop(name);
            }
        }
    }
}
