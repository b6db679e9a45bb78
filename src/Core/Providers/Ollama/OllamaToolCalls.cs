using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Tool calls both ways: here arguments are an object, in the canonical shape they are JSON text.</summary>
internal static class OllamaToolCalls
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ToolCall> calls, string at)
    {
        writer.WriteStartArray("tool_calls"u8);
        for (int i = 0; i < calls.Count; i++)
        {
            if (calls[i].Function is not { Name: { } name } function)
            {
                throw OllamaLimits.Unsupported($"{at}[{i}].type", $"Ollama has only tool calls of type function, not \"{calls[i].Type}\".");
            }

            writer.WriteStartObject();
            if (calls[i].Id is { } id)
            {
                writer.WriteString("id"u8, id);
            }

            writer.WriteString("type"u8, ToolDefinition.FunctionType);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, name);
            writer.WritePropertyName("arguments"u8);
            WriteArguments(writer, function.Arguments, $"{at}[{i}].function.arguments");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads the calls of a message; versions that give no ids get them from the position in the answer.</summary>
    public static IReadOnlyList<ToolCall> Read(JsonElement message, int firstIndex = 0, bool indexed = false)
    {
        List<ToolCall> calls = [];
        foreach (JsonElement call in message.Items("tool_calls"))
        {
            int index = firstIndex + calls.Count;
            JsonElement? function = call.Object("function");
            calls.Add(new ToolCall
            {
                Index = indexed ? index : null,
                Id = call.String("id") is { Length: > 0 } id ? id : string.Create(CultureInfo.InvariantCulture, $"call_{index}"),
                Type = ToolDefinition.FunctionType,
                Function = new FunctionCall { Name = function?.String("name") ?? "", Arguments = Arguments(function?.Property("arguments")) },
            });
        }

        return calls;
    }

    private static void WriteArguments(Utf8JsonWriter writer, string? arguments, string param)
    {
        if (string.IsNullOrWhiteSpace(arguments))
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
            return;
        }

        if (JsonBody.TryParse(Encoding.UTF8.GetBytes(arguments)) is not { ValueKind: JsonValueKind.Object } value)
        {
            throw OllamaLimits.Invalid(param, "The arguments of a tool call must be a JSON object.");
        }

        value.WriteTo(writer);
    }

    private static string Arguments(JsonElement? arguments) => arguments switch
    {
        null => "{}",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } value => value.GetRawText(),
    };
}
