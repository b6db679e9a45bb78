using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Why an answer ended, in the canonical words (https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons).</summary>
internal static class AnthropicFinishReason
{
    public static string? FromUpstream(string? reason, bool hasToolCalls) => FinishReasons.Resolve(Map(reason), hasToolCalls);

    private static string? Map(string? reason) => reason switch
    {
        null => null,
        "end_turn" or "stop_sequence" => FinishReasons.Stop,

        // The provider's own tools took long: sending the answer back as it is makes the model go on.
        "pause_turn" => FinishReasons.Stop,
        "max_tokens" or "model_context_window_exceeded" => FinishReasons.Length,
        "tool_use" => FinishReasons.ToolCalls,
        "refusal" => FinishReasons.ContentFilter,
        _ => reason.ToLowerInvariant(),
    };
}
