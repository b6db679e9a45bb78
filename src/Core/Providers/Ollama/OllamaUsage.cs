using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Ollama;

internal static class OllamaUsage
{
    /// <summary>
    /// Reads the counts. Older versions count only the part of the prompt that they evaluated, and leave the count out
    /// when all of it was in the cache: how long the prompt was is then not known, and a zero would be made up.
    /// </summary>
    public static ChatUsage? FromUpstream(JsonElement answer) =>
        answer.Int64("prompt_eval_count") is { } prompt ? Of(prompt, answer.Int64("eval_count") ?? 0) : null;

    private static ChatUsage Of(long prompt, long completion) =>
        new() { PromptTokens = prompt, CompletionTokens = completion, TotalTokens = prompt + completion };
}
