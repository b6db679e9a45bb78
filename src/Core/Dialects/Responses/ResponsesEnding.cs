using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Responses;

/// <summary>How an answer ended, in this API's words.</summary>
/// <param name="Status">The <c>status</c> of the response.</param>
/// <param name="Reason">Why it is incomplete; null when it is not.</param>
internal sealed record ResponsesEnding(string Status, string? Reason)
{
    public static ResponsesEnding InProgress { get; } = new("in_progress", null);

    public static ResponsesEnding Failed { get; } = new("failed", null);

    private static readonly ResponsesEnding Completed = new("completed", null);

    public bool IsIncomplete => Reason is not null;

    public static ResponsesEnding Of(string? finishReason) => finishReason switch
    {
        null => Completed,
        FinishReasons.Stop => Completed,
        FinishReasons.ToolCalls or "function_call" => Completed,
        FinishReasons.Length => new ResponsesEnding("incomplete", "max_output_tokens"),
        FinishReasons.ContentFilter => new ResponsesEnding("incomplete", "content_filter"),
        // A word that only one provider has, for an end of its own.
        _ => Completed,
    };
}
