using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Bedrock's stop reasons in OpenAI's words.</summary>
internal static class BedrockFinishReason
{
    public static string FromUpstream(string? reason, bool hasToolCalls) => FinishReasons.Resolve(
        reason?.ToLowerInvariant() switch
        {
            null or "" or "end_turn" or "stop_sequence" => FinishReasons.Stop,
            "tool_use" => FinishReasons.ToolCalls,
            "max_tokens" or "model_context_window_exceeded" => FinishReasons.Length,
            "guardrail_intervened" or "content_filtered" => FinishReasons.ContentFilter,
            string other => other,
        },
        hasToolCalls)!;
}
