using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Writes <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class GeminiTools
{
    public static void Write(Utf8JsonWriter writer, GeminiScope scope, GeminiOwnFields own)
    {
        if (scope.Request.Tools is { Count: > 0 } tools)
        {
            writer.WriteStartArray("tools"u8);
            WriteFunctions(writer, scope, tools);
            WriteOwnTools(writer, scope, tools);
            writer.WriteEndArray();
        }

        WriteConfig(writer, scope, own);
    }

    private static void WriteFunctions(Utf8JsonWriter writer, GeminiScope scope, IReadOnlyList<ToolDefinition> tools)
    {
        FunctionDefinition[] functions = [.. tools.Select(static tool => tool.Function).OfType<FunctionDefinition>()];
        if (functions.Length == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartArray("functionDeclarations"u8);
        foreach (FunctionDefinition function in functions)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, function.Name);
            if (function.Description is { } description)
            {
                writer.WriteString("description"u8, description);
            }

            // "parameters" knows only OpenAPI's dialect of schemas; this one takes JSON schema as it is.
            if (function.Parameters is { ValueKind: JsonValueKind.Object } parameters)
            {
                writer.WritePropertyName("parametersJsonSchema"u8);
                parameters.WriteTo(writer);
            }

            if (function.Strict is not null)
            {
                scope.Drop("tools.function.strict");
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Google's own tools, such as <c>{"googleSearch": {}}</c>, have no type: they go through as they are.</summary>
    private static void WriteOwnTools(Utf8JsonWriter writer, GeminiScope scope, IReadOnlyList<ToolDefinition> tools)
    {
        for (int i = 0; i < tools.Count; i++)
        {
            ToolDefinition tool = tools[i];
            if (tool.Type == ToolDefinition.FunctionType && tool.Function is not null)
            {
                continue;
            }

            if (tool.Type == ToolDefinition.FunctionType)
            {
                throw GeminiScope.Invalid("A tool of type 'function' needs a function.", $"tools[{i}].function");
            }

            if (tool.Type.Length > 0 || tool.Extra is not { Count: > 0 } fields)
            {
                throw scope.Unsupported(tool.Type.Length > 0 ? $"a tool of type '{tool.Type}'" : "a tool without a type", $"tools[{i}].type");
            }

            writer.WriteStartObject();
            foreach ((string name, JsonElement value) in fields)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteConfig(Utf8JsonWriter writer, GeminiScope scope, GeminiOwnFields own)
    {
        (string Mode, IReadOnlyList<string> Names)? calling = own.ToolConfig.ContainsKey("functionCallingConfig") ? null : Calling(scope);
        if (calling is null && own.ToolConfig.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("toolConfig"u8);
        if (calling is { } config)
        {
            writer.WriteStartObject("functionCallingConfig"u8);
            writer.WriteString("mode"u8, config.Mode);
            if (config.Names.Count > 0)
            {
                writer.WriteStartArray("allowedFunctionNames"u8);
                foreach (string name in config.Names)
                {
                    writer.WriteStringValue(name);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        foreach ((string name, JsonElement value) in own.ToolConfig)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static (string Mode, IReadOnlyList<string> Names)? Calling(GeminiScope scope) => scope.Request.ToolChoice switch
    {
        null => null,
        // Without tools there is nothing to choose, and Gemini refuses a choice.
        { Mode: ToolChoice.Auto or ToolChoice.None } when scope.Request.Tools is not { Count: > 0 } => null,
        { Mode: ToolChoice.Auto } => ("AUTO", []),
        { Mode: ToolChoice.None } => ("NONE", []),
        { Mode: ToolChoice.Required } => ("ANY", []),
        { Mode: ToolChoice.Function, FunctionName: { } name } => ("ANY", [name]),
        { Mode: var mode } => throw scope.Unsupported($"a tool choice of type '{mode}'", "tool_choice"),
    };
}
