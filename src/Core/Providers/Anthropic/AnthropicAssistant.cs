using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Writes what the model said on an earlier turn: signed thinking, text, tool calls.</summary>
internal static class AnthropicAssistant
{
    public static void Write(Utf8JsonWriter writer, ChatMessage message, int index, ICollection<string> dropped)
    {
        if (message.Extra is not null && message.Extra.TryGetValue("function_call", out JsonElement call) && !AnthropicJson.IsEmpty(call))
        {
            throw AnthropicJson.Unsupported("function_call; use tool_calls", $"messages[{index}].function_call");
        }

        WriteThinking(writer, message, dropped);
        bool hasCalls = message.ToolCalls is { Count: > 0 };
        AnthropicContent.Write(writer, message.Content, hasCalls ? null : message.Extra, $"messages[{index}].content", textOnly: false, dropped);
        if (!string.IsNullOrWhiteSpace(message.Refusal))
        {
            AnthropicContent.WriteText(writer, message.Refusal, null);
        }

        for (int i = 0; i < (message.ToolCalls?.Count ?? 0); i++)
        {
            bool isLast = i == message.ToolCalls!.Count - 1;
            WriteToolCall(writer, message.ToolCalls[i], isLast ? message.Extra : null, $"messages[{index}].tool_calls[{i}]");
        }
    }

    private static void WriteThinking(Utf8JsonWriter writer, ChatMessage message, ICollection<string> dropped)
    {
        if (message.ReasoningContent is { Length: > 0 } && message.ThinkingBlocks is not { Count: > 0 })
        {
            dropped.Add("messages.reasoning_content");
        }

        foreach (ThinkingBlock block in message.ThinkingBlocks ?? [])
        {
            if (block.Type == "redacted_thinking" ? block.Data is null : string.IsNullOrEmpty(block.Signature))
            {
                // Without a signature it is another provider's: Anthropic would refuse the request.
                dropped.Add("messages.thinking_blocks");
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("type"u8, block.Type);
            if (block.Type == "redacted_thinking")
            {
                writer.WriteString("data"u8, block.Data);
            }
            else
            {
                writer.WriteString("thinking"u8, block.Thinking ?? "");
                writer.WriteString("signature"u8, block.Signature);
            }

            AnthropicJson.WriteProperties(writer, block.Extra);
            writer.WriteEndObject();
        }
    }

    private static void WriteToolCall(Utf8JsonWriter writer, ToolCall call, IDictionary<string, JsonElement>? messageExtra, string param)
    {
        if (call.Type is not (null or ToolDefinition.FunctionType))
        {
            throw AnthropicJson.Unsupported($"tool calls of the type {call.Type}", $"{param}.type");
        }

        if (string.IsNullOrEmpty(call.Id))
        {
            throw AnthropicJson.Invalid("A tool call must have an id.", $"{param}.id");
        }

        if (string.IsNullOrEmpty(call.Function?.Name))
        {
            throw AnthropicJson.Invalid("A tool call must name its function.", $"{param}.function.name");
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_use"u8);
        writer.WriteString("id"u8, AnthropicToolId.Clean(call.Id));
        writer.WriteString("name"u8, call.Function.Name);
        writer.WritePropertyName("input"u8);
        Arguments(call.Function.Arguments, $"{param}.function.arguments").WriteTo(writer);
        AnthropicJson.WriteCacheControl(writer, AnthropicJson.FindCacheControl(call.Extra, messageExtra));
        writer.WriteEndObject();
    }

    private static JsonElement Arguments(string? arguments, string param)
    {
        string text = string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments;
        return JsonBody.TryParse(Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Object } value
            ? value
            : throw AnthropicJson.Invalid("The arguments of a tool call must be a JSON object.", param);
    }
}
