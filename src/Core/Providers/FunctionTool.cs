using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers;

/// <summary>Writes a function as OpenAI's tool, for the dialects that took that shape over. Its unknown fields are the dialect's affair.</summary>
internal static class FunctionTool
{
    public static void Write(Utf8JsonWriter writer, FunctionDefinition function)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, ToolDefinition.FunctionType);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, function.Name);
        if (function.Description is { } description)
        {
            writer.WriteString("description"u8, description);
        }

        writer.WritePropertyName("parameters"u8);
        if (function.Parameters is { ValueKind: JsonValueKind.Object } parameters)
        {
            parameters.WriteTo(writer);
        }
        else
        {
            writer.WriteRawValue("""{"type":"object","properties":{}}"""u8);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
