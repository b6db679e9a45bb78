using System.Collections.Frozen;
using System.Text.Json;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>Reads the <c>sandbox</c> object strictly: a field that is misspelt or of another type must not go unnoticed.</summary>
internal static class SandboxOptionsReader
{
    private const string Path = "sandbox";
    private const int LongestMilliseconds = 600_000;
    private const int MostTokens = 100_000;
    private const int LongestRetryAfter = 86_400;

    public static FrozenSet<string> Fields { get; } = FrozenSet.Create(
        "latency_ms",
        "first_token_ms",
        "token_interval_ms",
        "tokens",
        "prompt_tokens",
        "cached_tokens",
        "reasoning_tokens",
        "tool_call",
        "status",
        "retry_after",
        "error_code",
        "html",
        "cut_after",
        "stall_after",
        "malformed_after",
        "error_after");

    /// <summary>The fields that have a meaning without an answer in words.</summary>
    public static FrozenSet<string> EmbeddingsFields { get; } = FrozenSet.Create(
        "latency_ms",
        "prompt_tokens",
        "status",
        "retry_after",
        "error_code",
        "html",
        "cut_after",
        "stall_after",
        "malformed_after",
        "error_after");

    private static readonly FrozenSet<string> ToolCallFields = FrozenSet.Create("name", "arguments");

    /// <exception cref="GatewayException">A field is unknown or has a value that it cannot have.</exception>
    public static SandboxOptions Read(JsonElement? sandbox) => Read(sandbox, Fields);

    /// <summary>The same for embeddings, where fewer fields have a meaning.</summary>
    /// <exception cref="GatewayException">A field is unknown or has a value that it cannot have.</exception>
    public static SandboxOptions ReadForEmbeddings(JsonElement? sandbox) => Read(sandbox, EmbeddingsFields);

    private static SandboxOptions Read(JsonElement? sandbox, FrozenSet<string> fields)
    {
        if (sandbox is not { ValueKind: not JsonValueKind.Null } element)
        {
            return SandboxOptions.Default;
        }

        SandboxField field = new(element, Path);
        field.CheckNames(fields);
        SandboxFailure? failure = Failure(field);
        SandboxEnding? ending = Ending(field);
        return new SandboxOptions
        {
            Latency = Delay(field, "latency_ms"),
            FirstToken = Delay(field, "first_token_ms"),
            TokenInterval = Delay(field, "token_interval_ms"),
            Tokens = field.Integer("tokens", 0, MostTokens),
            PromptTokens = field.Integer("prompt_tokens", 0, int.MaxValue),
            CachedTokens = field.Integer("cached_tokens", 0, int.MaxValue) ?? 0,
            ReasoningTokens = field.Integer("reasoning_tokens", 0, MostTokens) ?? 0,
            ToolCalls = ToolCalls(field.Value("tool_call")),
            Failure = failure,
            Ending = ending,
            ErrorCode = Needs(field.Text("error_code"), failure is not null || ending?.Kind == SandboxEndingKind.Error, "error_code", "status or error_after"),
            Html = field.Switch("html"),
        };
    }

    private static TimeSpan Delay(SandboxField field, string name) =>
        TimeSpan.FromMilliseconds(field.Integer(name, 0, LongestMilliseconds) ?? 0);

    private static SandboxFailure? Failure(SandboxField field)
    {
        int? status = field.Integer("status", 400, 599);
        int? retryAfter = Needs(field.Integer("retry_after", 0, LongestRetryAfter), status is not null, "retry_after", "status");
        return status is null ? null : new SandboxFailure(status.Value, retryAfter);
    }

    private static T? Needs<T>(T? value, bool isThere, string name, string other) =>
        value is null || isThere ? value : throw SandboxField.Invalid($"{Path}.{name}", $"means nothing without {other}");

    private static SandboxEnding? Ending(SandboxField field)
    {
        SandboxEnding? ending = null;
        foreach ((string name, SandboxEndingKind kind) in (ReadOnlySpan<(string, SandboxEndingKind)>)
            [
                ("cut_after", SandboxEndingKind.Cut),
                ("stall_after", SandboxEndingKind.Stall),
                ("malformed_after", SandboxEndingKind.Malformed),
                ("error_after", SandboxEndingKind.Error),
            ])
        {
            if (field.Integer(name, 0, MostTokens) is { } tokens)
            {
                ending = ending is null
                    ? new SandboxEnding(kind, tokens)
                    : throw SandboxField.Invalid($"{Path}.{name}", "contradicts another field: an answer ends in one way");
            }
        }

        return ending;
    }

    private static IReadOnlyList<SandboxToolCall> ToolCalls(JsonElement? value) => value switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(static (call, index) => ToolCall(call, $"{Path}.tool_call[{index}]"))],
        { } one => [ToolCall(one, $"{Path}.tool_call")],
    };

    private static SandboxToolCall ToolCall(JsonElement element, string path)
    {
        SandboxField field = new(element, path);
        field.CheckNames(ToolCallFields);
        JsonElement? arguments = field.Value("arguments");
        return arguments is { ValueKind: not JsonValueKind.Object }
            ? throw SandboxField.Invalid($"{path}.arguments", "must be an object")
            : new SandboxToolCall(field.Text("name"), arguments);
    }
}
