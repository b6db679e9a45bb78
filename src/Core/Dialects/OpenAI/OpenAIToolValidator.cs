using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>The rules for tools and the choice among them.</summary>
internal static class OpenAIToolValidator
{
    public static void Validate(ChatRequest request)
    {
        for (int i = 0; i < request.Tools?.Count; i++)
        {
            string path = $"tools[{i}]";
            Validate(request.Tools[i] ?? throw OpenAIRequestValidator.Invalid(path, "must be an object, not null"), path);
        }

        if (request.ToolChoice is { } choice)
        {
            Validate(choice, request.Tools ?? []);
        }
    }

    private static void Validate(ToolDefinition tool, string path)
    {
        if (tool.Type.Length == 0)
        {
            throw OpenAIRequestValidator.Missing($"{path}.type");
        }

        if (tool.Type != ToolDefinition.FunctionType)
        {
            return;
        }

        FunctionDefinition function = tool.Function ?? throw OpenAIRequestValidator.Missing($"{path}.function");
        if (string.IsNullOrWhiteSpace(function.Name))
        {
            throw OpenAIRequestValidator.Missing($"{path}.function.name");
        }

        if (function.Parameters is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
        {
            throw OpenAIRequestValidator.Invalid($"{path}.function.parameters", "must be a JSON schema, which is an object");
        }
    }

    private static void Validate(ToolChoice choice, IReadOnlyList<ToolDefinition> tools)
    {
        if (choice.Mode is ToolChoice.Required or ToolChoice.Function && tools.Count == 0)
        {
            throw OpenAIRequestValidator.Invalid("tool_choice", "is only allowed when 'tools' are given");
        }

        if (choice.FunctionName is { } name && tools.All(tool => tool.Function?.Name != name))
        {
            throw OpenAIRequestValidator.Invalid("tool_choice.function.name", $"names '{name}', which is not among the tools");
        }
    }
}
