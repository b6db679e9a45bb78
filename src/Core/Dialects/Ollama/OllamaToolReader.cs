using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads <c>tools</c>, which have OpenAI's shape.</summary>
internal static class OllamaToolReader
{
    private static readonly HashSet<string> KnownOfTool = ["type", "function"];
    private static readonly HashSet<string> KnownOfFunction = ["name", "description", "parameters", "strict"];

    public static IReadOnlyList<ToolDefinition>? Read(OllamaObject body)
    {
        ToolDefinition[] tools = [.. body.Objects("tools").Select(Read)];
        return tools.Length == 0 ? null : tools;

        static ToolDefinition Read(OllamaObject tool) => new()
        {
            Type = tool.String("type") ?? ToolDefinition.FunctionType,
            Function = ReadFunction(tool.Object("function") ?? throw OllamaRefusals.Missing(tool.At("function"))),
            Extra = tool.Others(KnownOfTool),
        };
    }

    private static FunctionDefinition ReadFunction(OllamaObject function) => new()
    {
        Name = function.String("name") is { Length: > 0 } name ? name : throw OllamaRefusals.Missing(function.At("name")),
        Description = function.String("description"),
        Parameters = function.Object("parameters")?.Element,
        Strict = function.Boolean("strict"),
        Extra = function.Others(KnownOfFunction),
    };
}
