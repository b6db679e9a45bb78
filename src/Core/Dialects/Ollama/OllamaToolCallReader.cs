using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads a message's <c>tool_calls</c>, whose arguments are an object.</summary>
internal static class OllamaToolCallReader
{
    private static readonly HashSet<string> Known = ["id", "type", "function"];

    public static IReadOnlyList<ToolCall>? Read(OllamaObject message, OllamaToolIds ids)
    {
        OllamaObject[] calls = [.. message.Objects("tool_calls")];
        if (calls.Length == 0)
        {
            return null;
        }

        ids.BeginMessage();
        return [.. calls.Select(call => ReadCall(call, ids))];
    }

    private static ToolCall ReadCall(OllamaObject call, OllamaToolIds ids)
    {
        OllamaObject function = call.Object("function") ?? throw OllamaRefusals.Missing(call.At("function"));
        string name = function.String("name") is { Length: > 0 } given ? given : throw OllamaRefusals.Missing(function.At("name"));
        JsonElement? arguments = function.Object("arguments")?.Element;
        return new ToolCall
        {
            Id = ids.Call(call.String("id"), name),
            Type = ToolDefinition.FunctionType,
            Function = new FunctionCall { Name = name, Arguments = arguments?.GetRawText() ?? "{}" },
            Extra = call.Others(Known),
        };
    }
}
