using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Writes the tools and which of them may or must be called.</summary>
internal static class AnthropicTools
{
    private const string ParallelField = "parallel_tool_calls";
    private const string DisableParallel = "disable_parallel_tool_use";

    // What Anthropic knows of a tool beside what OpenAI knows.
    private static readonly string[] OwnFields = ["allowed_callers", "defer_loading", "eager_input_streaming", "input_examples"];

    public static void Write(Utf8JsonWriter writer, ChatRequest request, AnthropicModel model, ICollection<string> dropped)
    {
        if (request.Tools is not { Count: > 0 } tools)
        {
            RequireTools(request.ToolChoice);
            if (request.ParallelToolCalls is false)
            {
                dropped.Add(ParallelField);
            }

            return;
        }

        writer.WriteStartArray("tools"u8);
        for (int i = 0; i < tools.Count; i++)
        {
            if (tools[i] is { Type: ToolDefinition.FunctionType, Function: { } function })
            {
                WriteFunction(writer, tools[i], function, i, model, dropped);
            }
            else
            {
                WriteOwn(writer, tools[i], i);
            }
        }

        writer.WriteEndArray();
        WriteChoice(writer, request.ToolChoice, request.ParallelToolCalls);
    }

    private static void RequireTools(ToolChoice? choice)
    {
        if (choice is { Mode: not (ToolChoice.Auto or ToolChoice.None) })
        {
            throw AnthropicJson.Invalid("A tool choice needs tools.", "tool_choice");
        }
    }

    private static void WriteFunction(
        Utf8JsonWriter writer, ToolDefinition tool, FunctionDefinition function, int index, AnthropicModel model, ICollection<string> dropped)
    {
        if (string.IsNullOrEmpty(function.Name))
        {
            throw AnthropicJson.Invalid("A function must have a name.", $"tools[{index}].function.name");
        }

        bool isStrict = function.Strict is true && model.HasStructuredOutputs;
        if (function.Strict is true && !isStrict)
        {
            dropped.Add("tools.function.strict");
        }

        writer.WriteStartObject();
        writer.WriteString("name"u8, function.Name);
        if (!string.IsNullOrEmpty(function.Description))
        {
            writer.WriteString("description"u8, function.Description);
        }

        writer.WritePropertyName("input_schema"u8);
        WriteParameters(writer, function.Parameters, $"tools[{index}].function.parameters", isStrict, dropped);
        if (isStrict)
        {
            writer.WriteBoolean("strict"u8, true);
        }

        foreach (string name in OwnFields)
        {
            if (tool.Extra is not null && tool.Extra.TryGetValue(name, out JsonElement value))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        AnthropicJson.WriteCacheControl(writer, AnthropicJson.FindCacheControl(tool.Extra, function.Extra));
        AnthropicJson.Drop(tool.Extra, "tools", dropped, OwnFields);
        AnthropicJson.Drop(function.Extra, "tools.function", dropped);
        writer.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter writer, JsonElement? parameters, string param, bool isStrict, ICollection<string> dropped)
    {
        if (parameters is null or { ValueKind: JsonValueKind.Null })
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "object"u8);
            writer.WriteStartObject("properties"u8);
            writer.WriteEndObject();
            if (isStrict)
            {
                writer.WriteBoolean("additionalProperties"u8, false);
            }

            writer.WriteEndObject();
        }
        else if (parameters is not { ValueKind: JsonValueKind.Object } schema)
        {
            throw AnthropicJson.Invalid("The parameters of a function must be a JSON schema.", param);
        }
        else if (isStrict)
        {
            AnthropicSchema.Write(writer, schema, "tools.function.parameters", dropped);
        }
        else
        {
            writer.WriteStartObject();
            if (!schema.TryGetProperty("type"u8, out _))
            {
                writer.WriteString("type"u8, "object"u8);
            }

            foreach (JsonProperty property in schema.EnumerateObject())
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }
    }

    // A tool in Anthropic's own form, such as its web search, has its name beside its type.
    private static void WriteOwn(Utf8JsonWriter writer, ToolDefinition tool, int index)
    {
        if (tool.Type == ToolDefinition.FunctionType)
        {
            throw AnthropicJson.Invalid("A tool of the type function must have a function.", $"tools[{index}].function");
        }

        if (tool.Function is not null || tool.Extra?.ContainsKey("name") != true)
        {
            throw AnthropicJson.Unsupported($"tools of the type {tool.Type}", $"tools[{index}].type");
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, tool.Type);
        AnthropicJson.WriteProperties(writer, tool.Extra);
        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ToolChoice? choice, bool? parallel)
    {
        bool isSingle = parallel is false && choice?.Mode != ToolChoice.None;
        if (choice is null && !isSingle)
        {
            return;
        }

        writer.WriteStartObject("tool_choice"u8);
        switch (choice?.Mode)
        {
            case null or ToolChoice.Auto:
                writer.WriteString("type"u8, "auto"u8);
                break;
            case ToolChoice.None:
                writer.WriteString("type"u8, "none"u8);
                break;
            case ToolChoice.Required or "any":
                writer.WriteString("type"u8, "any"u8);
                break;
            case ToolChoice.Function:
                writer.WriteString("type"u8, "tool"u8);
                writer.WriteString("name"u8, choice.FunctionName);
                break;
            case "tool" when choice.Original is { ValueKind: JsonValueKind.Object } own:
                writer.WriteString("type"u8, "tool"u8);
                WriteOwnProperties(writer, own, "name");
                break;
            default:
                throw AnthropicJson.Unsupported($"the tool choice {choice.Mode}", "tool_choice");
        }

        if (isSingle)
        {
            writer.WriteBoolean(DisableParallel, true);
        }
        else if (choice?.Original is { ValueKind: JsonValueKind.Object } own)
        {
            WriteOwnProperties(writer, own, DisableParallel);
        }

        writer.WriteEndObject();
    }

    private static void WriteOwnProperties(Utf8JsonWriter writer, JsonElement own, string name)
    {
        if (own.TryGetProperty(name, out JsonElement value))
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
