using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>Reads and writes <see cref="ToolChoice"/> as OpenAI does: a string, or an object that names the function.</summary>
internal sealed class ToolChoiceConverter : JsonConverter<ToolChoice>
{
    public override ToolChoice? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new ToolChoice { Mode = reader.GetString()! };
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("must be a string or an object");
        }

        JsonElement value = JsonElement.ParseValue(ref reader);
        string mode = value.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()!
            : throw new JsonException("needs a type");
        if (mode != ToolChoice.Function)
        {
            return new ToolChoice { Mode = mode, Original = value };
        }

        return value.TryGetProperty("function", out JsonElement function)
            && function.ValueKind == JsonValueKind.Object
            && function.TryGetProperty("name", out JsonElement name)
            && name.ValueKind == JsonValueKind.String
                ? new ToolChoice { Mode = mode, FunctionName = name.GetString() }
                : throw new JsonException("needs function.name");
    }

    public override void Write(Utf8JsonWriter writer, ToolChoice value, JsonSerializerOptions options)
    {
        if (value.Original is { } original)
        {
            original.WriteTo(writer);
        }
        else if (value.Mode == ToolChoice.Function)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, ToolChoice.Function);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, value.FunctionName);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStringValue(value.Mode);
        }
    }
}
