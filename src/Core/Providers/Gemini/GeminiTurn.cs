using System.Text.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>One item of <c>contents</c> in the making.</summary>
internal sealed class GeminiTurn(GeminiTurnKind kind)
{
    private readonly List<Action<Utf8JsonWriter>> _parts = [];

    public GeminiTurnKind Kind => kind;

    public bool IsEmpty => _parts.Count == 0;

    public void AddAll(GeminiTurn other) => _parts.AddRange(other._parts);

    public void Add(Action<Utf8JsonWriter> part) => _parts.Add(part);

    public void AddText(string text) => _parts.Add(writer => WriteText(writer, text));

    public void AddTextInFront(IEnumerable<string> texts) =>
        _parts.InsertRange(0, texts.Select(static text => (Action<Utf8JsonWriter>)(writer => WriteText(writer, text))));

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, kind == GeminiTurnKind.Model ? "model"u8 : "user"u8);
        writer.WriteStartArray("parts"u8);
        foreach (Action<Utf8JsonWriter> part in _parts)
        {
            part(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }
}
