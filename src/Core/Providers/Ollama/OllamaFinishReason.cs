using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Ollama;

internal static class OllamaFinishReason
{
    /// <summary>Maps <c>done_reason</c>, which old versions do not send.</summary>
    public static string FromUpstream(JsonElement answer, bool hasToolCalls)
    {
        string reason = answer.String("done_reason") switch
        {
            null or "" or "stop" => FinishReasons.Stop,
            "length" => FinishReasons.Length,

            // Nothing was asked: the model was only loaded into memory, or taken out of it.
            "load" or "unload" => FinishReasons.Stop,
            { } other => other.ToLowerInvariant(),
        };
        return FinishReasons.Resolve(reason, hasToolCalls)!;
    }
}
