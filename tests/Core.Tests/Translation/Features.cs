using LlmFunctions.Chat;

namespace LlmFunctions.Tests.Translation;

/// <summary>What the page on translation is about, in its order.</summary>
internal static class Features
{
    public static IReadOnlyList<Feature> All { get; } =
    [
        new("system message", static r => r.Messages.Any(IsSystem), static r => Messages(r, static m => !IsSystem(m))),
        new("several turns", static r => r.Messages.Any(static m => m.Role == "assistant"), static r => r with { Messages = [r.Messages[^1]] }),
        Part("image by URL", static part => part.ImageUrl?.Url.StartsWith("http", StringComparison.Ordinal) is true),
        Part("image as base64", static part => part.ImageUrl?.Url.StartsWith("data:", StringComparison.Ordinal) is true),
        Part("audio", static part => part.Type == "input_audio"),
        Part("file", static part => part.Type == "file"),
        new("tools", static r => r.Tools is { Count: > 0 }, static r => r with { Tools = null }),
        new("strict tools", static r => r.Tools?.Any(static t => t.Function?.Strict is true) is true, static r => r with { Tools = [.. r.Tools!.Select(static t => t with { Function = t.Function! with { Strict = null } })] }),
        Choice("tool choice: none", ToolChoice.None),
        Choice("tool choice: any", ToolChoice.Required),
        Choice("tool choice: one", ToolChoice.Function),
        new("one tool call at a time", static r => r.ParallelToolCalls is false, static r => r with { ParallelToolCalls = null }),
        new("tool calls and results", static r => r.Messages.Count(static m => m.Role == "tool") == 2, static r => Messages(r, static m => m.Role != "tool" && m.ToolCalls is null)),
        new("image in a tool result", static r => r.Messages.Any(static m => m.Role == "tool" && HasImage(m)), static r => Each(r, static m => m.Role == "tool" ? WithoutParts(m, static part => part.Type == ContentPart.ImageType) : m)),
        new("JSON", static r => r.ResponseFormat?.Type == ResponseFormat.JsonObjectType, static r => r with { ResponseFormat = null }),
        new("JSON by a schema", static r => r.ResponseFormat?.Type == ResponseFormat.JsonSchemaType, static r => r with { ResponseFormat = null }),
        new("length limit", static r => r.OutputLimit == 100, static r => r with { MaxTokens = null, MaxCompletionTokens = null }),
        new("temperature", static r => r.Temperature is not null, static r => r with { Temperature = null }),
        new("top p", static r => r.TopP is not null, static r => r with { TopP = null }),
        new("top k", static r => r.TopK is not null, static r => r with { TopK = null }),
        new("stop sequences", static r => r.Stop is { Count: > 0 }, static r => r with { Stop = null }),
        new("seed", static r => r.Seed is not null, static r => r with { Seed = null }),
        new("frequency penalty", static r => r.FrequencyPenalty is not null, static r => r with { FrequencyPenalty = null }),
        new("presence penalty", static r => r.PresencePenalty is not null, static r => r with { PresencePenalty = null }),
        new("logit bias", static r => r.LogitBias is not null, static r => r with { LogitBias = null }),
        new("several answers", static r => r.N > 1, static r => r with { N = null }),
        new("log probabilities", static r => r.Logprobs is true && r.TopLogprobs is null, static r => r with { Logprobs = null }),
        new("those of other tokens", static r => r.TopLogprobs > 0, static r => r with { TopLogprobs = null }),
        new("reasoning effort", static r => r.ReasoningEffort is not null and not "none", static r => r with { ReasoningEffort = null }),
        new("no reasoning", static r => r.ReasoningEffort == "none" || r.Thinking?.Type == "disabled", static r => r with { ReasoningEffort = null, Thinking = null }),
        new("thinking budget", static r => r.Thinking?.BudgetTokens is not null, static r => r with { Thinking = null }),
        new("thinking of an earlier turn", static r => r.Messages.Any(static m => m.ReasoningContent is not null && m.ThinkingBlocks is null), static r => Each(r, static m => m with { ReasoningContent = null })),
        new("signed thinking of an earlier turn", static r => r.Messages.Any(static m => m.ThinkingBlocks?.Any(static b => b.Signature is not null) is true), static r => Each(r, static m => m with { ReasoningContent = null, ThinkingBlocks = null })),
        new("cache breakpoint", static r => Parts(r).Any(static p => p.Extra?.ContainsKey("cache_control") is true), static r => Each(r, static m => m with { Content = MessageContent.FromParts([.. m.Content!.AsParts().Select(static p => p with { Extra = null })]) })),
        new("name of a speaker", static r => r.Messages.Any(static m => m.Name is not null), static r => Each(r, static m => m with { Name = null })),
        new("end user", static r => r.User is not null, static r => r with { User = null }),
        new("metadata", static r => r.Metadata is not null, static r => r with { Metadata = null }),
        new("stream", static r => r.Stream is true, static r => r with { Stream = false }),
        new("usage of a stream", static r => r.StreamOptions?.IncludeUsage is true, static r => r with { StreamOptions = null }),
        new("a field that nobody knows", static r => r.Extra is { Count: > 0 }, static r => r with { Extra = null }),
    ];

    private static Feature Part(string name, Func<ContentPart, bool> isIt) => new(
        name,
        request => request.Messages.Any(message => message.Role == "user" && message.Content?.Parts?.Any(isIt) is true),
        request => Each(request, message => WithoutParts(message, isIt)));

    private static Feature Choice(string name, string mode) =>
        new(name, request => request.ToolChoice?.Mode == mode, static request => request with { ToolChoice = null });

    private static bool IsSystem(ChatMessage message) => message.Role is "system" or "developer";

    private static bool HasImage(ChatMessage message) => message.Content?.Parts?.Any(static part => part.Type == ContentPart.ImageType) is true;

    private static IEnumerable<ContentPart> Parts(ChatRequest request) => request.Messages.SelectMany(static message => message.Content?.AsParts() ?? []);

    private static ChatRequest Messages(ChatRequest request, Func<ChatMessage, bool> keep) => request with { Messages = [.. request.Messages.Where(keep)] };

    private static ChatRequest Each(ChatRequest request, Func<ChatMessage, ChatMessage> change) => request with { Messages = [.. request.Messages.Select(change)] };

    private static ChatMessage WithoutParts(ChatMessage message, Func<ContentPart, bool> isIt) => message.Content?.Parts is { } parts
        ? message with { Content = MessageContent.FromParts([.. parts.Where(part => !isIt(part))]) }
        : message;
}
