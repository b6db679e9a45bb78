using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Why an answer ended, in the canonical words; failures among the reasons are thrown before.</summary>
internal static class CohereFinishReason
{
    public static string? FromUpstream(string? reason, bool hasToolCalls) => FinishReasons.Resolve(Map(reason), hasToolCalls);

    private static string? Map(string? reason) => reason switch
    {
        null => null,
        "COMPLETE" or "STOP_SEQUENCE" => FinishReasons.Stop,
        "MAX_TOKENS" or "ERROR_LIMIT" => FinishReasons.Length,
        "TOOL_CALL" => FinishReasons.ToolCalls,
        "ERROR_TOXIC" => FinishReasons.ContentFilter,
        _ => reason.ToLowerInvariant(),
    };
}
