using System.Buffers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Writes one JSON document of an answer, whole or a line of a stream.</summary>
internal sealed class OllamaLine
{
    private const long LastSecond = 253_402_300_799;

    private readonly Action<Utf8JsonWriter, OllamaPiece> _writeContent;

    private OllamaLine(Action<Utf8JsonWriter, OllamaPiece> writeContent) => _writeContent = writeContent;

    /// <summary>The form of <c>/api/chat</c>: a message.</summary>
    public static OllamaLine Chat { get; } = new(WriteMessage);

    /// <summary>The form of <c>/api/generate</c>: a text.</summary>
    public static OllamaLine Generate { get; } = new(WriteText);

    public void Write(IBufferWriter<byte> output, OllamaPiece piece)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("model"u8, piece.Model);
        writer.WriteString("created_at"u8, DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(piece.Created, 0, LastSecond)).UtcDateTime);
        _writeContent(writer, piece);
        if (piece.Logprobs is { } logprobs)
        {
            writer.WritePropertyName("logprobs"u8);
            logprobs.WriteTo(writer);
        }

        writer.WriteBoolean("done"u8, piece.Ending is not null);
        piece.Ending?.Write(writer);
        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, OllamaPiece piece)
    {
        writer.WriteStartObject("message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("content"u8, piece.Content ?? "");
        if (piece.Thinking is not null)
        {
            writer.WriteString("thinking"u8, piece.Thinking);
        }

        if (piece.ThinkingBlocks is { Count: > 0 } blocks)
        {
            writer.WritePropertyName("thinking_blocks"u8);
            JsonSerializer.Serialize(writer, blocks, ChatJson.Strict.IReadOnlyListThinkingBlock);
        }

        if (piece.ToolCalls is { Count: > 0 } calls)
        {
            WriteToolCalls(writer, calls);
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, OllamaPiece piece)
    {
        writer.WriteString("response"u8, piece.Content ?? "");
        if (piece.Thinking is not null)
        {
            writer.WriteString("thinking"u8, piece.Thinking);
        }
    }

    private static void WriteToolCalls(Utf8JsonWriter writer, IReadOnlyList<OllamaToolCall> calls)
    {
        writer.WriteStartArray("tool_calls"u8);
        for (int i = 0; i < calls.Count; i++)
        {
            ToolCall call = calls[i].Call;
            writer.WriteStartObject();
            if (call.Id is not null)
            {
                writer.WriteString("id"u8, call.Id);
            }

            writer.WriteStartObject("function"u8);
            writer.WriteNumber("index"u8, call.Index ?? i);
            writer.WriteString("name"u8, call.Function?.Name ?? "");
            writer.WritePropertyName("arguments"u8);
            calls[i].Arguments.WriteTo(writer);
            writer.WriteEndObject();

            // Such as the signature of a thought, which the provider wants back with the call.
            foreach ((string name, JsonElement value) in call.Extra ?? new Dictionary<string, JsonElement>())
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
