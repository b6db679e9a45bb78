using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Tool calls both ways; they have the canonical form, but for what is missing.</summary>
internal static class CohereToolCalls
{
    private const string NoArguments = "{}";

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ToolCall> calls, string at)
    {
        writer.WriteStartArray("tool_calls"u8);
        for (int i = 0; i < calls.Count; i++)
        {
            Write(writer, calls[i], $"{at}[{i}]");
        }

        writer.WriteEndArray();
    }

    public static IReadOnlyList<ToolCall> Read(JsonElement message)
    {
        List<ToolCall> calls = [];
        foreach (JsonElement call in message.Items("tool_calls"))
        {
            JsonElement? function = call.Object("function");
            calls.Add(new ToolCall
            {
                Id = Id(call, calls.Count),
                Type = ToolDefinition.FunctionType,
                Function = new FunctionCall { Name = function?.String("name") ?? "", Arguments = Arguments(function) },
            });
        }

        return calls;
    }

    /// <summary>The id that the provider gave, or one from the position in the answer.</summary>
    public static string Id(JsonElement call, int position) =>
        call.String("id") is { Length: > 0 } id ? id : string.Create(CultureInfo.InvariantCulture, $"call_{position}");

    private static string Arguments(JsonElement? function) =>
        function?.String("arguments") is { } text && !string.IsNullOrWhiteSpace(text) && text != "null" ? text
        : function?.Object("arguments")?.GetRawText() ?? NoArguments;

    private static void Write(Utf8JsonWriter writer, ToolCall call, string at)
    {
        if (call.Function is not { Name: { Length: > 0 } name } function)
        {
            throw CohereFields.Unsupported($"{at}.type", $"tool calls of the type {call.Type}");
        }

        string arguments = string.IsNullOrWhiteSpace(function.Arguments) ? NoArguments : function.Arguments;
        if (JsonBody.TryParse(Encoding.UTF8.GetBytes(arguments)) is not { ValueKind: JsonValueKind.Object })
        {
            throw CohereFields.Invalid($"{at}.function.arguments", "The arguments of a tool call must be a JSON object.");
        }

        writer.WriteStartObject();
        writer.WriteString("id"u8, call.Id ?? throw CohereFields.Invalid($"{at}.id", "A tool call must have an id."));
        writer.WriteString("type"u8, ToolDefinition.FunctionType);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, name);
        writer.WriteString("arguments"u8, arguments);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
