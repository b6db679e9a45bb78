namespace LlmFunctions.Chat;

/// <summary>Why an answer ended.</summary>
public static class FinishReasons
{
    public const string Stop = "stop";
    public const string Length = "length";
    public const string ToolCalls = "tool_calls";
    public const string ContentFilter = "content_filter";

    /// <summary>
    /// A tool call always wins over a plain stop: agents that see <c>stop</c> beside a tool call end their loop, whatever
    /// the provider meant by it.
    /// </summary>
    public static string? Resolve(string? reason, bool hasToolCalls) => hasToolCalls && reason == Stop ? ToolCalls : reason;
}
