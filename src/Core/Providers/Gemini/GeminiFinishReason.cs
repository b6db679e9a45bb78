using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Gemini's reasons why a candidate ended, in canonical words.</summary>
internal static class GeminiFinishReason
{
    /// <summary>Null while the candidate goes on.</summary>
    public static string? From(string? reason) => reason switch
    {
        null or "" or "FINISH_REASON_UNSPECIFIED" => null,
        "STOP" => FinishReasons.Stop,

        // Gemini says STOP beside a function call; what imitates it may say this.
        "FUNCTION_CALL" => FinishReasons.ToolCalls,
        "MAX_TOKENS" => FinishReasons.Length,
        "SAFETY" or "RECITATION" or "LANGUAGE" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII"
            or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => FinishReasons.ContentFilter,
        // Failures of the model, which OpenAI has no word for: OTHER, MALFORMED_FUNCTION_CALL, UNEXPECTED_TOOL_CALL, …
        _ => reason.ToLowerInvariant(),
    };
}
