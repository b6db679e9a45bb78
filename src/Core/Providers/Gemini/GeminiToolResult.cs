using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Turns a tool message into a <c>functionResponse</c>.</summary>
internal static class GeminiToolResult
{
    public static void Add(GeminiTurn turn, GeminiScope scope, ChatMessage message, int index, string functionName)
    {
        StringBuilder text = new();
        List<GeminiMedia> media = [];
        IReadOnlyList<ContentPart> parts = message.Content?.AsParts() ?? [];
        for (int i = 0; i < parts.Count; i++)
        {
            string path = $"messages[{index}].content[{i}]";
            switch (parts[i].Type)
            {
                case ContentPart.TextType:
                    text.Append(parts[i].Text);
                    break;
                case ContentPart.ImageType:
                    media.Add(GeminiPart.Media(scope, parts[i].ImageUrl?.Url, path + ".image_url.url"));
                    break;
                default:
                    throw scope.Unsupported($"a part of type '{parts[i].Type}' in a tool result", path + ".type");
            }
        }

        // A result holds bytes only; what is at an address, and what an older model gets, stands beside the result.
        GeminiMedia[] nested = [.. media.Where(item => item.IsInline && scope.Model.NestsResultMedia)];
        turn.Add(writer => Write(writer, message.ToolCallId, functionName, text.ToString(), nested));
        foreach (GeminiMedia item in media.Except(nested, ReferenceEqualityComparer.Instance).Cast<GeminiMedia>())
        {
            turn.Add(item.Write);
        }
    }

    private static void Write(Utf8JsonWriter writer, string? id, string name, string text, GeminiMedia[] nested)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionResponse"u8);
        if (id is not null)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteString("name"u8, name);
        writer.WritePropertyName("response"u8);
        WriteResponse(writer, text);
        if (nested.Length > 0)
        {
            writer.WriteStartArray("parts"u8);
            foreach (GeminiMedia item in nested)
            {
                item.Write(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The response must be an object: JSON objects go as they are, anything else as text inside one.</summary>
    private static void WriteResponse(Utf8JsonWriter writer, string text)
    {
        if (JsonBody.TryParse(Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Object } response)
        {
            response.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("result"u8, text);
        writer.WriteEndObject();
    }
}
