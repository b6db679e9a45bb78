using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Responses;

/// <summary>Reads the tools and which of them may or must be called.</summary>
internal static class ResponsesToolReader
{
    private const string AllowedTools = "allowed_tools";

    public static void Read(RequestValue root, ChatRequest request, ResponsesReading reading)
    {
        IReadOnlyList<RequestValue> tools = root.Optional("tools")?.Items() ?? [];
        request.Tools = tools.Count > 0 ? [.. tools.Select(tool => ReadTool(tool, reading))] : null;
        bool? parallel = root.Optional("parallel_tool_calls")?.Boolean();
        ToolChoice? choice = root.Optional("tool_choice") is { } given ? ReadChoice(given, request) : null;

        // Without tools neither says anything, and Chat Completions has no place for them then.
        if (request.Tools is not null)
        {
            request.ParallelToolCalls = parallel;
            request.ToolChoice = choice;
        }
        else if (choice is { Mode: ToolChoice.Required or ToolChoice.Function })
        {
            throw root.Optional("tool_choice")!.Value.Refuse("is only allowed when 'tools' are given");
        }
    }

    private static ToolDefinition ReadTool(RequestValue tool, ResponsesReading reading)
    {
        string type = tool.Type;
        if (type != ToolDefinition.FunctionType)
        {
            throw ResponsesReading.Refuse($"Tools of the type {type} cannot be carried: only functions can", $"{tool.Path}.type");
        }

        reading.DropOthers(tool, "tools", "type", "name", "description", "parameters", "strict");
        return new ToolDefinition
        {
            Type = type,
            Function = new FunctionDefinition
            {
                Name = tool.Required("name").Word(),
                Description = tool.Optional("description")?.Text(),
                Parameters = tool.Optional("parameters")?.AsObject().Json,
                Strict = tool.Optional("strict")?.Boolean(),
            },
        };
    }

    private static ToolChoice ReadChoice(RequestValue choice, ChatRequest request)
    {
        if (choice.Json.ValueKind == JsonValueKind.String)
        {
            return ReadMode(choice);
        }

        switch (choice.Type)
        {
            case ToolDefinition.FunctionType:
                return new ToolChoice { Mode = ToolChoice.Function, FunctionName = ReadName(choice.Required("name"), request) };
            case AllowedTools:
                // Those that are not allowed are not shown at all, which comes to the same.
                string[] allowed = [.. choice.Required("tools").Items().Select(tool => ReadName(tool.Required("name"), request))];
                request.Tools = [.. (request.Tools ?? []).Where(tool => allowed.Contains(tool.Function!.Name, StringComparer.Ordinal))];
                return ReadMode(choice.Required("mode"));
            case var type:
                throw ResponsesReading.Refuse($"The tool choice {type} cannot be carried", $"{choice.Path}.type");
        }
    }

    private static ToolChoice ReadMode(RequestValue mode) => mode.Text() is ToolChoice.Auto or ToolChoice.None or ToolChoice.Required
        ? new ToolChoice { Mode = mode.Text() }
        : throw mode.Refuse("must be one of 'none', 'auto' and 'required'");

    private static string ReadName(RequestValue name, ChatRequest request) => request.Tools?.Any(tool => tool.Function!.Name == name.Word()) is true
        ? name.Word()
        : throw name.Refuse($"names '{name.Word()}', which is not among the tools");
}
