using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Generate;

internal static class GenerateFinishReason
{
    /// <summary>Maps a reason that some servers add; the dialect itself has none, and an answer without one is whole.</summary>
    public static string FromUpstream(JsonElement answer) => answer.String("finish_reason") switch
    {
        null or "" or "stop" => FinishReasons.Stop,
        "length" or "max_tokens" => FinishReasons.Length,
        { } other => other.ToLowerInvariant(),
    };
}
