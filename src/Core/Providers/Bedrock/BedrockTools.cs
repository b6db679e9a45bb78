using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Providers.Anthropic;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>
/// The tools and which of them may or must be called. Converse cannot forbid calls, and wants the tools of a conversation
/// that has calls in it: where the model must not call, they are listed all the same, and an instruction forbids it.
/// </summary>
/// <param name="Tools">The tools, as the client listed them.</param>
/// <param name="Mentioned">Functions that are only listed because the conversation has calls of them.</param>
/// <param name="Choice">Which of them to call.</param>
/// <param name="Instruction">What is added to the system prompt.</param>
internal sealed record BedrockTools(IReadOnlyList<ToolDefinition> Tools, IReadOnlyList<string> Mentioned, ToolChoice? Choice, string? Instruction)
{
    private const string NoCalls = "Do not call any tool now; answer in text.";

    private static readonly BedrockTools None = new([], [], null, null);

    public static BedrockTools Plan(ChatRequest request, BedrockScope scope)
    {
        IReadOnlyList<ToolDefinition> tools = request.Tools ?? [];
        string? mode = request.ToolChoice?.Mode;
        if (tools.Count == 0 && mode is not (null or ToolChoice.Auto or ToolChoice.None))
        {
            throw BedrockJson.Invalid("A tool choice needs tools.", "tool_choice");
        }

        if (tools.Count > 0 && mode != ToolChoice.None)
        {
            return new BedrockTools(tools, [], request.ToolChoice, null);
        }

        string[] called =
        [
            .. request.Messages
                .SelectMany(static message => message.ToolCalls ?? [])
                .Select(static call => call.Function?.Name)
                .OfType<string>()
                .Where(static name => name.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];
        if (called.Length == 0)
        {
            return None;
        }

        if (mode == ToolChoice.None)
        {
            // Nothing enforces it.
            scope.Dropped.Add("tool_choice");
        }

        HashSet<string?> listed = [.. tools.Select(static tool => tool.Function?.Name)];
        return new BedrockTools(tools, [.. called.Where(name => !listed.Contains(name))], null, NoCalls);
    }

    public void Write(Utf8JsonWriter writer, BedrockScope scope)
    {
        if (Tools.Count == 0 && Mentioned.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("toolConfig"u8);
        writer.WriteStartArray("tools"u8);
        for (int i = 0; i < Tools.Count; i++)
        {
            if (Tools[i] is not { Type: ToolDefinition.FunctionType, Function: { } function })
            {
                throw Tools[i].Type == ToolDefinition.FunctionType
                    ? BedrockJson.Invalid("A tool of the type function must have a function.", $"tools[{i}].function")
                    : BedrockJson.Unsupported($"tools of the type {Tools[i].Type}", $"tools[{i}].type");
            }

            WriteFunction(writer, Tools[i], function, i, scope);
        }

        foreach (string name in Mentioned)
        {
            WriteFunction(writer, new ToolDefinition(), new FunctionDefinition { Name = name }, 0, scope);
        }

        writer.WriteEndArray();
        WriteChoice(writer);
        writer.WriteEndObject();
    }

    private static void WriteFunction(Utf8JsonWriter writer, ToolDefinition tool, FunctionDefinition function, int index, BedrockScope scope)
    {
        if (string.IsNullOrEmpty(function.Name))
        {
            throw BedrockJson.Invalid("A function must have a name.", $"tools[{index}].function.name");
        }

        bool isStrict = function.Strict is true && scope.Model.HasStructuredOutputs;
        if (function.Strict is true && !isStrict)
        {
            scope.Dropped.Add("tools.function.strict");
        }

        BedrockJson.Drop(tool.Extra, "tools", scope);
        BedrockJson.Drop(function.Extra, "tools.function", scope);
        writer.WriteStartObject();
        writer.WriteStartObject("toolSpec"u8);
        writer.WriteString("name"u8, function.Name);
        if (!string.IsNullOrEmpty(function.Description))
        {
            writer.WriteString("description"u8, function.Description);
        }

        writer.WriteStartObject("inputSchema"u8);
        writer.WritePropertyName("json"u8);
        WriteParameters(writer, function.Parameters, $"tools[{index}].function.parameters", isStrict, scope);
        writer.WriteEndObject();
        if (isStrict)
        {
            writer.WriteBoolean("strict"u8, true);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        BedrockCachePoint.Write(writer, BedrockJson.CachePoint(tool.Extra, function.Extra), scope.Model.CachesTools, "tools", scope);
    }

    private static void WriteParameters(Utf8JsonWriter writer, JsonElement? parameters, string param, bool isStrict, BedrockScope scope)
    {
        JsonElement schema = parameters is null or { ValueKind: JsonValueKind.Null } ? JsonElement.Parse("""{"type":"object","properties":{}}""") : parameters.Value;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw BedrockJson.Invalid("The parameters of a function must be a JSON schema.", param);
        }

        if (isStrict)
        {
            AnthropicSchema.Write(writer, schema, "tools.function.parameters", scope.Dropped);
            return;
        }

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

    private void WriteChoice(Utf8JsonWriter writer)
    {
        if (Choice is null)
        {
            return;
        }

        writer.WriteStartObject("toolChoice"u8);
        switch (Choice.Mode)
        {
            case ToolChoice.Auto:
                writer.WriteStartObject("auto"u8);
                break;
            case ToolChoice.Required or "any":
                writer.WriteStartObject("any"u8);
                break;
            case ToolChoice.Function:
                writer.WriteStartObject("tool"u8);
                writer.WriteString("name"u8, Choice.FunctionName);
                break;
            default:
                throw BedrockJson.Unsupported($"the tool choice {Choice.Mode}", "tool_choice");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
