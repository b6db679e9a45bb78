using System.Text;
using System.Text.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>A part of a message of an answer: text, or a refusal.</summary>
internal sealed class ResponsesPart(bool isRefusal, int index)
{
    private readonly StringBuilder _text = new();

    public bool IsRefusal => isRefusal;

    /// <summary>Its place in the message.</summary>
    public int Index => index;

    public string Text => _text.ToString();

    public List<JsonElement> Logprobs { get; } = [];

    public List<JsonElement> Annotations { get; } = [];

    public void Append(string piece) => _text.Append(piece);

    public void Write(Utf8JsonWriter writer, bool isEmpty = false)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, isRefusal ? "refusal"u8 : "output_text"u8);
        writer.WriteString(isRefusal ? "refusal"u8 : "text"u8, isEmpty ? "" : Text);
        if (!isRefusal)
        {
            writer.WritePropertyName("annotations"u8);
            WriteArray(writer, isEmpty ? [] : Annotations);
            writer.WritePropertyName("logprobs"u8);
            WriteArray(writer, isEmpty ? [] : Logprobs);
        }

        writer.WriteEndObject();
    }

    public static void WriteArray(Utf8JsonWriter writer, IEnumerable<JsonElement> values)
    {
        writer.WriteStartArray();
        foreach (JsonElement value in values)
        {
            value.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
