using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Canonical finish reasons in Gemini's words.</summary>
internal static class GeminiFinish
{
    public const string MaxTokens = "MAX_TOKENS";
    public const string MalformedCall = "MALFORMED_FUNCTION_CALL";

    private const string Other = "OTHER";

    // CONTINUATION is not among them: Google's libraries would ask again with a token that only Google has.
    private static readonly HashSet<string> Own =
    [
        "STOP", MaxTokens, "SAFETY", "RECITATION", "LANGUAGE", Other, "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", MalformedCall, "IMAGE_SAFETY",
        "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "IMAGE_PROHIBITED_CONTENT", "NO_IMAGE", "IMAGE_RECITATION", "IMAGE_OTHER", "MALFORMED_RESPONSE",
    ];

    /// <summary>Gemini has no reason of its own for calls: they end with STOP.</summary>
    public static string From(string? reason) => reason switch
    {
        FinishReasons.Stop or FinishReasons.ToolCalls or "function_call" => "STOP",
        FinishReasons.Length => MaxTokens,
        FinishReasons.ContentFilter => "SAFETY",
        not null when Own.Contains(reason.ToUpperInvariant()) => reason.ToUpperInvariant(),
        _ => Other,
    };
}
