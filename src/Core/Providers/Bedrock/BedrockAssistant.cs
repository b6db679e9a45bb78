using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Providers.Anthropic;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Writes what the model said on an earlier turn: signed thinking, text, tool calls.</summary>
internal static class BedrockAssistant
{
    public static void Write(Utf8JsonWriter writer, ChatMessage message, int index, BedrockScope scope)
    {
        if (message.Extra is not null && message.Extra.TryGetValue("function_call", out JsonElement call) && !BedrockJson.IsEmpty(call))
        {
            throw BedrockJson.Unsupported("function_call; use tool_calls", $"messages[{index}].function_call");
        }

        WriteThinking(writer, message, scope);
        bool hasCalls = message.ToolCalls is { Count: > 0 };
        BedrockContent.Write(writer, message.Content, hasCalls ? null : message.Extra, $"messages[{index}].content", textOnly: false, scope);
        if (!string.IsNullOrWhiteSpace(message.Refusal))
        {
            BedrockContent.WriteText(writer, message.Refusal);
        }

        for (int i = 0; i < (message.ToolCalls?.Count ?? 0); i++)
        {
            WriteToolCall(writer, message.ToolCalls![i], $"messages[{index}].tool_calls[{i}]", scope);
        }

        if (hasCalls)
        {
            BedrockCachePoint.Write(writer, BedrockJson.CachePoint(message.Extra), scope.Model.CachesPrompts, "messages", scope);
        }
    }

    private static void WriteThinking(Utf8JsonWriter writer, ChatMessage message, BedrockScope scope)
    {
        if (message.ReasoningContent is { Length: > 0 } && message.ThinkingBlocks is not { Count: > 0 })
        {
            scope.Dropped.Add("messages.reasoning_content");
        }

        foreach (ThinkingBlock block in message.ThinkingBlocks ?? [])
        {
            bool isRedacted = block.Type == "redacted_thinking";
            if (isRedacted ? block.Data is null : string.IsNullOrEmpty(block.Signature))
            {
                // Without a signature it is another model's, which this one would refuse.
                scope.Dropped.Add("messages.thinking_blocks");
                continue;
            }

            writer.WriteStartObject();
            writer.WriteStartObject("reasoningContent"u8);
            if (isRedacted)
            {
                writer.WriteString("redactedContent"u8, block.Data);
            }
            else
            {
                writer.WriteStartObject("reasoningText"u8);
                writer.WriteString("text"u8, block.Thinking ?? "");
                writer.WriteString("signature"u8, block.Signature);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private static void WriteToolCall(Utf8JsonWriter writer, ToolCall call, string param, BedrockScope scope)
    {
        if (call.Type is not (null or ToolDefinition.FunctionType))
        {
            throw BedrockJson.Unsupported($"tool calls of the type {call.Type}", $"{param}.type");
        }

        if (string.IsNullOrEmpty(call.Id))
        {
            throw BedrockJson.Invalid("A tool call must have an id.", $"{param}.id");
        }

        if (string.IsNullOrEmpty(call.Function?.Name))
        {
            throw BedrockJson.Invalid("A tool call must name its function.", $"{param}.function.name");
        }

        writer.WriteStartObject();
        writer.WriteStartObject("toolUse"u8);
        writer.WriteString("toolUseId"u8, AnthropicToolId.Clean(call.Id));
        writer.WriteString("name"u8, call.Function.Name);
        writer.WritePropertyName("input"u8);
        Arguments(call.Function.Arguments, $"{param}.function.arguments").WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        BedrockCachePoint.Write(writer, BedrockJson.CachePoint(call.Extra), scope.Model.CachesPrompts, "messages.tool_calls", scope);
    }

    private static JsonElement Arguments(string? arguments, string param)
    {
        string text = string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments;
        return JsonBody.TryParse(Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Object } value
            ? value
            : throw BedrockJson.Invalid("The arguments of a tool call must be a JSON object.", param);
    }
}
