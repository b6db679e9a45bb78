using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Writes <c>tools</c>: the functions that the model may call.</summary>
internal static class OllamaTools
{
    public static void WriteDefinitions(Utf8JsonWriter writer, ChatRequest request, ISet<string> dropped)
    {
        // Ollama has no tool_choice: a model that must not call any tool is not told of them.
        if (request.Tools is not { Count: > 0 } tools || request.ToolChoice?.Mode == ToolChoice.None)
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        for (int i = 0; i < tools.Count; i++)
        {
            if (tools[i] is not { Type: ToolDefinition.FunctionType, Function: { } function })
            {
                throw OllamaLimits.Unsupported($"tools[{i}].type", $"Ollama has only tools of type function, not \"{tools[i].Type}\".");
            }

            FunctionTool.Write(writer, function);
            if (function.Strict is not null)
            {
                dropped.Add("tools[].function.strict");
            }

            dropped.UnionWith(function.Extra?.Keys.Select(static key => $"tools[].function.{key}") ?? []);
            dropped.UnionWith(tools[i].Extra?.Keys.Select(static key => $"tools[].{key}") ?? []);
        }

        writer.WriteEndArray();
    }
}
