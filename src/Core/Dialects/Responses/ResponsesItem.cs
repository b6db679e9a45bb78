using System.Text;
using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>An item of an answer, finished or still growing.</summary>
internal sealed class ResponsesItem
{
    private readonly StringBuilder _text = new();

    public required ResponsesItemKind Kind { get; init; }

    public required string Id { get; init; }

    /// <summary>Its place in the answer.</summary>
    public required int Index { get; init; }

    /// <summary>Of a call: which of the parallel ones it is.</summary>
    public int CallIndex { get; init; }

    public string CallId { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Of an image: its format.</summary>
    public string Format { get; init; } = "";

    public bool IsDone { get; set; }

    /// <summary>Whether it was cut off.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>Of reasoning: what the provider wants to see again.</summary>
    public ResponsesSeal? Seal { get; set; }

    /// <summary>The summary of reasoning, the arguments of a call, the data of an image.</summary>
    public string Text => _text.ToString();

    public bool HasText => _text.Length > 0;

    /// <summary>Of a message: its parts, the last of which may still grow.</summary>
    public List<ResponsesPart> Parts { get; } = [];

    /// <summary>Whether the arguments of a call are a whole JSON object, so that nothing can follow.</summary>
    public bool HasWholeArguments => _text.Length > 1 && _text[^1] is '}' or ' ' or '\n' && JsonBody.TryParse(Encoding.UTF8.GetBytes(Text)) is { ValueKind: JsonValueKind.Object };

    public void Append(string piece) => _text.Append(piece);

    /// <summary>Writes the item as it is now, or as it was when it began.</summary>
    public void Write(Utf8JsonWriter writer, bool isBeginning = false)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, Id);
        switch (Kind)
        {
            case ResponsesItemKind.Reasoning:
                WriteReasoning(writer, isBeginning);
                break;
            case ResponsesItemKind.Message:
                WriteMessage(writer, isBeginning);
                break;
            case ResponsesItemKind.Call:
                WriteCall(writer, isBeginning);
                break;
            default:
                WriteImage(writer, isBeginning);
                break;
        }

        writer.WriteEndObject();
    }

    private void WriteReasoning(Utf8JsonWriter writer, bool isBeginning)
    {
        writer.WriteString("type"u8, "reasoning"u8);
        writer.WriteStartArray("summary"u8);
        if (HasText && !isBeginning)
        {
            WriteSummary(writer, Text);
        }

        writer.WriteEndArray();
        if (Seal is not null && !isBeginning)
        {
            writer.WriteString("encrypted_content"u8, Seal.Write());
        }

        WriteStatus(writer, isBeginning);
    }

    public static void WriteSummary(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "summary_text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    private void WriteMessage(Utf8JsonWriter writer, bool isBeginning)
    {
        writer.WriteString("type"u8, "message"u8);
        WriteStatus(writer, isBeginning);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteStartArray("content"u8);
        foreach (ResponsesPart part in isBeginning ? [] : Parts)
        {
            part.Write(writer);
        }

        writer.WriteEndArray();
    }

    private void WriteCall(Utf8JsonWriter writer, bool isBeginning)
    {
        writer.WriteString("type"u8, "function_call"u8);
        WriteStatus(writer, isBeginning);
        writer.WriteString("arguments"u8, isBeginning ? "" : Text);
        writer.WriteString("call_id"u8, CallId);
        writer.WriteString("name"u8, Name);
    }

    private void WriteImage(Utf8JsonWriter writer, bool isBeginning)
    {
        writer.WriteString("type"u8, "image_generation_call"u8);
        WriteStatus(writer, isBeginning);
        if (!isBeginning)
        {
            writer.WriteString("output_format"u8, Format);
            writer.WriteString("result"u8, Text);
        }
    }

    private void WriteStatus(Utf8JsonWriter writer, bool isBeginning) =>
        writer.WriteString("status"u8, isBeginning ? "in_progress"u8 : IsIncomplete ? "incomplete"u8 : "completed"u8);
}
