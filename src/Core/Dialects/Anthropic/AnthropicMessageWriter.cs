using System.Buffers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Writes whole answers: thinking, then text, then calls, as Anthropic's models answer.</summary>
internal static class AnthropicMessageWriter
{
    private const string IdPrefix = "msg_";

    public static void Write(ChatResponse response, IBufferWriter<byte> output)
    {
        // Anthropic's requests ask for one answer.
        ChatChoice choice = response.Choices.FirstOrDefault(static choice => choice.Index == 0) ?? new ChatChoice();
        ChatMessage message = choice.Message;
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        WriteHead(writer, response.Id, response.Model);
        writer.WriteStartArray("content"u8);
        WriteContent(writer, message);
        writer.WriteEndArray();
        AnthropicStop.Of(choice.FinishReason, choice.Extra, message.ToolCalls is { Count: > 0 }, message.Refusal).WriteProperties(writer);
        AnthropicUsageWriter.Write(writer, response.Usage);
        writer.WriteEndObject();
    }

    /// <summary>Writes what a message begins with, in a stream too.</summary>
    public static void WriteHead(Utf8JsonWriter writer, string id, string model)
    {
        writer.WriteString("id"u8, id.StartsWith(IdPrefix, StringComparison.Ordinal) ? id : IdPrefix + id);
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("model"u8, model);
    }

    private static void WriteContent(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.ThinkingBlocks is { Count: > 0 } blocks)
        {
            foreach (ThinkingBlock block in blocks)
            {
                AnthropicBlockWriter.WriteThinking(writer, block);
            }
        }
        else if (!string.IsNullOrEmpty(message.ReasoningContent))
        {
            AnthropicBlockWriter.WriteThinking(writer, new ThinkingBlock { Thinking = message.ReasoningContent });
        }

        // What belongs to the message stands on its text, where the reader looks for it.
        string text = message.Content?.AsText() ?? "";
        if (text.Length > 0)
        {
            AnthropicBlockWriter.WriteText(writer, text, message.Extra);
        }

        if (!string.IsNullOrEmpty(message.Refusal))
        {
            AnthropicBlockWriter.WriteText(writer, message.Refusal, null);
        }

        foreach (JsonElement image in AnthropicBlockWriter.Images(message.Extra))
        {
            AnthropicBlockWriter.Image(image)?.WriteTo(writer);
        }

        foreach (ToolCall call in message.ToolCalls ?? [])
        {
            AnthropicBlockWriter.WriteCall(writer, call, call.Function?.Arguments);
        }
    }
}
