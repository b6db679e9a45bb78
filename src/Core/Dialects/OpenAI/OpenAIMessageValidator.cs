using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>The rules for the messages of a conversation.</summary>
internal static class OpenAIMessageValidator
{
    public static void Validate(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.Count == 0)
        {
            throw OpenAIRequestValidator.Missing("messages", "at least one message is needed");
        }

        for (int i = 0; i < messages.Count; i++)
        {
            string path = $"messages[{i}]";
            Validate(messages[i] ?? throw OpenAIRequestValidator.Invalid(path, "must be an object, not null"), path);
        }
    }

    private static void Validate(ChatMessage message, string path)
    {
        switch (message.Role)
        {
            case "system" or "developer" or "user":
                RequireContent(message, path);
                break;
            case "assistant":
                ValidateAssistant(message, path);
                break;
            case "tool":
                RequireContent(message, path);
                if (string.IsNullOrEmpty(message.ToolCallId))
                {
                    throw OpenAIRequestValidator.Missing($"{path}.tool_call_id", "it says which call a tool message answers");
                }

                break;
            case "":
                throw OpenAIRequestValidator.Missing($"{path}.role");
            case "function":
                throw OpenAIRequestValidator.Invalid($"{path}.role", "'function' is not supported any more: use 'tool' with a tool_call_id");
            default:
                throw OpenAIRequestValidator.Invalid($"{path}.role", "must be one of 'system', 'developer', 'user', 'assistant' and 'tool'");
        }

        for (int i = 0; i < message.Content?.Parts?.Count; i++)
        {
            Validate(message.Content.Parts[i], $"{path}.content[{i}]");
        }

        RefuseNulls(message.ToolCalls, $"{path}.tool_calls");
        RefuseNulls(message.ThinkingBlocks, $"{path}.thinking_blocks");
    }

    private static void RefuseNulls(IReadOnlyList<object?>? items, string path)
    {
        for (int i = 0; i < items?.Count; i++)
        {
            if (items[i] is null)
            {
                throw OpenAIRequestValidator.Invalid($"{path}[{i}]", "must be an object, not null");
            }
        }
    }

    private static void RequireContent(ChatMessage message, string path)
    {
        if (message.Content is null or { Parts.Count: 0 })
        {
            throw OpenAIRequestValidator.Missing($"{path}.content", $"a {message.Role} message must have content");
        }
    }

    private static void ValidateAssistant(ChatMessage message, string path)
    {
        bool saysNothing = message is { Content: null or { Parts.Count: 0 }, ToolCalls: null or { Count: 0 }, Refusal: null, ReasoningContent: null, ThinkingBlocks: null, Extra: null };
        if (saysNothing)
        {
            throw OpenAIRequestValidator.Missing($"{path}.content", "an assistant message must have content or tool_calls");
        }

        for (int i = 0; i < message.ToolCalls?.Count; i++)
        {
            string callPath = $"{path}.tool_calls[{i}]";
            Validate(message.ToolCalls[i] ?? throw OpenAIRequestValidator.Invalid(callPath, "must be an object, not null"), callPath);
        }
    }

    private static void Validate(ToolCall call, string path)
    {
        if (string.IsNullOrEmpty(call.Id))
        {
            throw OpenAIRequestValidator.Missing($"{path}.id");
        }

        if (call.Type is null or ToolDefinition.FunctionType && string.IsNullOrEmpty(call.Function?.Name))
        {
            throw OpenAIRequestValidator.Missing($"{path}.function.name");
        }
    }

    private static void Validate(ContentPart part, string path)
    {
        if (part.Type.Length == 0)
        {
            throw OpenAIRequestValidator.Missing($"{path}.type");
        }

        if (part is { Type: ContentPart.TextType, Text: null })
        {
            throw OpenAIRequestValidator.Missing($"{path}.text");
        }

        if (part.Type == ContentPart.ImageType)
        {
            ValidateImage(part.ImageUrl?.Url, $"{path}.image_url.url");
        }
    }

    /// <exception cref="GatewayException">The URL is missing or of a kind that no provider can read.</exception>
    private static void ValidateImage(string? url, string path)
    {
        if (string.IsNullOrWhiteSpace(url))
        {
            throw OpenAIRequestValidator.Missing(path);
        }

        bool isKnown = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
        if (!isKnown)
        {
            throw OpenAIRequestValidator.Invalid(path, "must be an http(s) URL or a data URL");
        }
    }
}
