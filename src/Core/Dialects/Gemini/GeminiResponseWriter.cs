using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Providers.Gemini;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Writes a <c>GenerateContentResponse</c>.</summary>
internal static class GeminiResponseWriter
{
    public static void Write(Utf8JsonWriter writer, ChatResponse response, bool includesThoughts)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("candidates"u8);
        foreach (ChatChoice choice in response.Choices)
        {
            WriteCandidate(writer, choice, includesThoughts);
        }

        writer.WriteEndArray();
        WriteEnd(writer, response.Usage, response.Model, response.Id);
        writer.WriteEndObject();
    }

    /// <summary>What every answer and every event of a streamed one ends with.</summary>
    public static void WriteEnd(Utf8JsonWriter writer, ChatUsage? usage, string model, string id)
    {
        GeminiUsageWriter.Write(writer, usage);
        writer.WriteString("modelVersion"u8, model);
        writer.WriteString("responseId"u8, id);
    }

    /// <summary>Why a candidate ended, where a call was to be left out because its arguments are not whole.</summary>
    public static void WriteFinish(Utf8JsonWriter writer, string? reason, string? malformedCall)
    {
        string finish = GeminiFinish.From(reason);
        writer.WriteString("finishReason"u8, malformedCall is null || finish == GeminiFinish.MaxTokens ? finish : GeminiFinish.MalformedCall);
        if (malformedCall is not null)
        {
            writer.WriteString("finishMessage"u8, $"The call of '{malformedCall}' was left out: its arguments are not a JSON object.");
        }
    }

    private static void WriteCandidate(Utf8JsonWriter writer, ChatChoice choice, bool includesThoughts)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("content"u8);
        writer.WriteStartArray("parts"u8);
        string? malformed = WriteParts(writer, choice.Message, includesThoughts);
        writer.WriteEndArray();
        writer.WriteString("role"u8, "model"u8);
        writer.WriteEndObject();
        WriteFinish(writer, choice.FinishReason, malformed);
        writer.WriteNumber("index"u8, choice.Index);
        GeminiLogprobsWriter.Write(writer, choice.Logprobs);
        GeminiExtra.WriteOfChoice(writer, choice.Extra);
        writer.WriteEndObject();
    }

    private static string? WriteParts(Utf8JsonWriter writer, ChatMessage message, bool includesThoughts)
    {
        IReadOnlyList<ThinkingBlock> blocks = message.ThinkingBlocks ?? [];
        if (includesThoughts)
        {
            WriteThoughts(writer, message.ReasoningContent ?? "", blocks);
        }

        string text = (message.Content?.AsText() ?? "") + message.Refusal;
        string? signature = GeminiExtra.Signature(message.Extra);
        if (text.Length > 0 || signature is not null || message is { ToolCalls: null or { Count: 0 } } && !GeminiPartWriter.HasOthers(message.Extra))
        {
            GeminiPartWriter.WriteText(writer, text, isThought: false, signature);
        }

        GeminiPartWriter.WriteOthers(writer, message.Extra);
        IReadOnlyList<ThinkingBlock> hidden = includesThoughts ? [] : [.. blocks.Where(static block => GeminiPartWriter.SignatureOf(block) is not null)];
        string? malformed = null;
        foreach (ToolCall call in message.ToolCalls ?? [])
        {
            if (GeminiPartWriter.TryWriteCall(writer, call, hidden))
            {
                hidden = [];
            }
            else
            {
                malformed ??= call.Function?.Name ?? "";
            }
        }

        return malformed;
    }

    /// <summary>The blocks in their order, then what was thought beyond them.</summary>
    private static void WriteThoughts(Utf8JsonWriter writer, string reasoning, IReadOnlyList<ThinkingBlock> blocks)
    {
        foreach (ThinkingBlock block in blocks)
        {
            string thinking = block.Thinking ?? "";
            GeminiPartWriter.WriteText(writer, thinking, isThought: true, GeminiPartWriter.SignatureOf(block));
            reasoning = reasoning.StartsWith(thinking, StringComparison.Ordinal) ? reasoning[thinking.Length..] : "";
        }

        if (reasoning.Length > 0)
        {
            GeminiPartWriter.WriteText(writer, reasoning, isThought: true, null);
        }
    }
}
