using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Why an answer ended, in Anthropic's words (https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons).</summary>
/// <param name="Reason">The <c>stop_reason</c>.</param>
/// <param name="Sequence">The stop sequence that was met, where the provider tells.</param>
/// <param name="Refusal">What the model said when it refused.</param>
internal sealed record AnthropicStop(string Reason, string? Sequence, string? Refusal)
{
    private const string EndTurn = "end_turn";
    private const string RefusalReason = "refusal";

    // vLLM and those that are built on it: the sequence, or the number of the token, that ended the answer.
    private const string SequenceField = "stop_reason";

    public static AnthropicStop Of(string? finishReason, IDictionary<string, JsonElement>? extra, bool hasToolCalls, string? refusal)
    {
        string reason = Map(FinishReasons.Resolve(finishReason ?? FinishReasons.Stop, hasToolCalls)!, hasToolCalls);
        if (reason != EndTurn)
        {
            return new AnthropicStop(reason, null, refusal);
        }

        return !string.IsNullOrEmpty(refusal) ? new AnthropicStop(RefusalReason, null, refusal)
            : extra is not null && extra.TryGetValue(SequenceField, out JsonElement sequence) && sequence.ValueKind == JsonValueKind.String
                ? new AnthropicStop("stop_sequence", sequence.GetString(), null)
                : new AnthropicStop(EndTurn, null, null);
    }

    public void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteString("stop_reason"u8, Reason);
        writer.WriteString("stop_sequence"u8, Sequence);
        if (Reason == RefusalReason)
        {
            writer.WriteStartObject("stop_details"u8);
            writer.WriteString("type"u8, RefusalReason);
            writer.WriteNull("category"u8);
            writer.WriteString("explanation"u8, Refusal);
            writer.WriteEndObject();
        }
    }

    private static string Map(string finishReason, bool hasToolCalls) => finishReason switch
    {
        FinishReasons.Stop => EndTurn,
        FinishReasons.Length => "max_tokens",
        FinishReasons.ToolCalls or "function_call" => "tool_use",
        FinishReasons.ContentFilter => RefusalReason,

        // A word that only one provider has: Anthropic's clients know their own and no other.
        _ => hasToolCalls ? "tool_use" : EndTurn,
    };
}
