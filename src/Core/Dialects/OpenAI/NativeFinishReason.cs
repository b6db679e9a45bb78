using System.Collections.Frozen;
using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>
/// Keeps finish reasons within OpenAI's: its .NET library throws on any other. A provider's own word becomes <c>stop</c>
/// and stands beside it as <c>native_finish_reason</c>, as OpenRouter does
/// (https://openrouter.ai/docs/api-reference/overview#finish-reason).
/// </summary>
internal static class NativeFinishReason
{
    private const string Field = "native_finish_reason";

    private static readonly FrozenSet<string> Known =
        FrozenSet.Create(FinishReasons.Stop, FinishReasons.Length, FinishReasons.ToolCalls, FinishReasons.ContentFilter, "function_call");

    public static ChatResponse SetAside(ChatResponse response) => response.Choices.Any(static choice => IsForeign(choice.FinishReason))
        ? response with { Choices = [.. response.Choices.Select(SetAside)] }
        : response;

    public static ChatChunk SetAside(ChatChunk chunk) => chunk.Choices.Any(static choice => IsForeign(choice.FinishReason))
        ? chunk with { Choices = [.. chunk.Choices.Select(SetAside)] }
        : chunk;

    private static ChatChoice SetAside(ChatChoice choice) => IsForeign(choice.FinishReason)
        ? choice with { FinishReason = FinishReasons.Stop, Extra = With(choice.Extra, choice.FinishReason!) }
        : choice;

    private static ChunkChoice SetAside(ChunkChoice choice) => IsForeign(choice.FinishReason)
        ? choice with { FinishReason = FinishReasons.Stop, Extra = With(choice.Extra, choice.FinishReason!) }
        : choice;

    private static bool IsForeign(string? reason) => reason is not null && !Known.Contains(reason);

    private static Dictionary<string, JsonElement> With(IDictionary<string, JsonElement>? extra, string reason)
    {
        Dictionary<string, JsonElement> fields = extra is null ? [] : new(extra);
        // A provider that sends the field itself knows better.
        fields.TryAdd(Field, JsonSerializer.SerializeToElement(reason, ChatJson.Strict.String));
        return fields;
    }
}
