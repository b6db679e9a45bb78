using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Reads the tools and which of them may or must be called.</summary>
internal static class AnthropicToolReader
{
    private const string ClientTool = "custom";
    private const string DisableParallel = "disable_parallel_tool_use";

    public static void Read(RequestValue root, ChatRequest request, AnthropicReading reading)
    {
        IReadOnlyList<RequestValue> tools = root.Optional("tools")?.Items() ?? [];
        request.Tools = tools.Count > 0 ? [.. tools.Select(tool => ReadTool(tool, reading))] : null;
        if (root.Optional("tool_choice") is { } choice)
        {
            ReadChoice(choice, request, reading);
        }
    }

    private static ToolDefinition ReadTool(RequestValue tool, AnthropicReading reading)
    {
        if (tool.Optional("type")?.Text() is { } type and not ClientTool)
        {
            // A tool of Anthropic's own, such as its web search: run there, or of a form that its models were trained on.
            reading.Refuse($"tools of the type {type}", $"{tool.Path}.type");
            return new ToolDefinition
            {
                Type = type,
                Extra = tool.Properties.Where(static property => property.Name != "type").ToDictionary(static property => property.Name, static property => property.Json),
            };
        }

        reading.DropOthers(tool, "tools", "type", "name", "description", "input_schema", "strict");
        return new ToolDefinition
        {
            Type = ToolDefinition.FunctionType,
            Function = new FunctionDefinition
            {
                Name = tool.Required("name").Word(),
                Description = tool.Optional("description")?.Text(),
                Parameters = tool.Required("input_schema").AsObject().Json,
                Strict = tool.Optional("strict")?.Boolean(),
            },
        };
    }

    private static void ReadChoice(RequestValue choice, ChatRequest request, AnthropicReading reading)
    {
        string type = choice.Type;
        reading.DropOthers(choice, "tool_choice", "type", "name", DisableParallel);
        request.ToolChoice = type switch
        {
            "auto" => new ToolChoice { Mode = ToolChoice.Auto },
            "none" => new ToolChoice { Mode = ToolChoice.None },
            "any" => new ToolChoice { Mode = ToolChoice.Required },
            "tool" => ReadNamed(choice.Required("name"), request.Tools ?? []),
            _ => throw choice.Required("type").Refuse("must be one of 'auto', 'any', 'tool' and 'none'"),
        };
        if (request.Tools is null && type is "any" or "tool")
        {
            throw choice.Refuse("is only allowed when 'tools' are given");
        }

        if (choice.Optional(DisableParallel)?.Boolean() is true && request.Tools is not null)
        {
            request.ParallelToolCalls = false;
        }
    }

    private static ToolChoice ReadNamed(RequestValue name, IReadOnlyList<ToolDefinition> tools)
    {
        string wanted = name.Word();
        return tools.Any(tool => (tool.Function?.Name ?? OwnName(tool)) == wanted)
            ? new ToolChoice { Mode = ToolChoice.Function, FunctionName = wanted }
            : throw name.Refuse($"names '{wanted}', which is not among the tools");
    }

    private static string? OwnName(ToolDefinition tool) =>
        tool.Extra?.TryGetValue("name", out JsonElement name) is true && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
}
