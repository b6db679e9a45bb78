using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

internal static class OllamaDoneReason
{
    /// <summary>Ollama has two reasons of its own; what it has no word for keeps the gateway's.</summary>
    public static string? Of(string? finishReason) => finishReason switch
    {
        FinishReasons.Stop => "stop",
        FinishReasons.Length => "length",

        // Its clients see that there are calls, and take no notice of the reason.
        FinishReasons.ToolCalls => "stop",
        _ => finishReason,
    };
}
