using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Writes the tools and whether one of them must be called.</summary>
internal static class CohereTools
{
    /// <summary>Whether all tools ask for calls that follow their schema: Cohere has one switch for all of them.</summary>
    public static bool AreStrict(ChatRequest request) =>
        request.Tools is { Count: > 0 } tools && tools.All(static tool => tool.Function?.Strict is true);

    public static void Write(Utf8JsonWriter writer, ChatRequest request, ISet<string> dropped)
    {
        ToolChoice? choice = request.ToolChoice;
        if (request.Tools is not { Count: > 0 } tools)
        {
            if (choice is { Mode: not (ToolChoice.Auto or ToolChoice.None) })
            {
                throw CohereFields.Invalid("tool_choice", "A tool choice needs tools.");
            }

            return;
        }

        writer.WriteStartArray("tools"u8);
        bool any = false;
        for (int i = 0; i < tools.Count; i++)
        {
            any |= Write(writer, tools[i], i, choice, dropped);
        }

        writer.WriteEndArray();
        if (!any)
        {
            throw CohereFields.Invalid("tool_choice", $"There is no tool of the name '{choice!.FunctionName}'.");
        }

        WriteChoice(writer, choice);
        if (AreStrict(request))
        {
            writer.WriteBoolean("strict_tools"u8, true);
        }
        else if (tools.Any(static tool => tool.Function?.Strict is true))
        {
            dropped.Add("tools[].function.strict");
        }
    }

    /// <summary>
    /// Writes one tool, unless the client chose another: Cohere can be made to call a tool, but not which, so that the
    /// chosen one is then the only one that it is told of.
    /// </summary>
    private static bool Write(Utf8JsonWriter writer, ToolDefinition tool, int index, ToolChoice? choice, ISet<string> dropped)
    {
        if (tool is not { Type: ToolDefinition.FunctionType, Function: { } function })
        {
            throw CohereFields.Unsupported($"tools[{index}].type", $"tools of the type {tool.Type}");
        }

        if (choice?.Mode == ToolChoice.Function && choice.FunctionName != function.Name)
        {
            return false;
        }

        FunctionTool.Write(writer, function);
        CohereFields.Drop(tool.Extra, "tools[]", dropped);
        CohereFields.Drop(function.Extra, "tools[].function", dropped);
        return true;
    }

    private static void WriteChoice(Utf8JsonWriter writer, ToolChoice? choice)
    {
        switch (choice?.Mode)
        {
            case null or ToolChoice.Auto:
                break;
            case ToolChoice.None:
                writer.WriteString("tool_choice"u8, "NONE"u8);
                break;
            case ToolChoice.Required or ToolChoice.Function:
                writer.WriteString("tool_choice"u8, "REQUIRED"u8);
                break;
            default:
                throw CohereFields.Unsupported("tool_choice", $"the tool choice {choice.Mode}");
        }
    }
}
