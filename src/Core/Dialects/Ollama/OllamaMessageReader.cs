using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads <c>messages</c>.</summary>
internal static class OllamaMessageReader
{
    private const string ThinkingBlocks = "thinking_blocks";

    private static readonly HashSet<string> Known =
        ["role", "content", "images", "thinking", ThinkingBlocks, "tool_calls", "tool_name", "tool_call_id", "name"];

    public static IReadOnlyList<ChatMessage> Read(OllamaObject body)
    {
        OllamaToolIds ids = new();
        return [.. body.Objects("messages").Select(message => Read(message, ids))];
    }

    private static ChatMessage Read(OllamaObject message, OllamaToolIds ids)
    {
        string role = message.String("role")?.ToLowerInvariant() ?? throw OllamaRefusals.Missing(message.At("role"));
        if (role is not ("system" or "user" or "assistant" or "tool"))
        {
            throw OllamaRefusals.Invalid(message.At("role"), "must be one of 'system', 'user', 'assistant' and 'tool'");
        }

        IReadOnlyList<ToolCall>? calls = OllamaToolCallReader.Read(message, ids);
        string? text = message.String("content");
        IReadOnlyList<ContentPart> images = OllamaImages.Read(message);
        ChatMessage read = new()
        {
            Role = role,
            Content = string.IsNullOrEmpty(text) && images.Count == 0 && calls is not null ? null : OllamaImages.Join(text ?? "", images),
            ReasoningContent = message.String("thinking") is { Length: > 0 } thinking ? thinking : null,
            ThinkingBlocks = ReadBlocks(message),
            ToolCalls = calls,
            Name = message.String("tool_name") ?? message.String("name"),
            Extra = message.Others(Known),
        };
        if (role == "tool")
        {
            (read.ToolCallId, bool isKnown) = ids.Answer(message.String("tool_call_id"), read.Name);

            // The call says the name already, and not every provider takes it here.
            read.Name = isKnown ? null : read.Name;
        }

        return read;
    }

    // Not Ollama's: the gateway gives them to the client with a call, for providers that want them back on the next turn.
    private static IReadOnlyList<ThinkingBlock>? ReadBlocks(OllamaObject message)
    {
        if (message.Value(ThinkingBlocks) is not { } value)
        {
            return null;
        }

        try
        {
            if (value.Deserialize(ChatJson.Strict.IReadOnlyListThinkingBlock) is { } blocks && !blocks.Any(static block => block is null))
            {
                return blocks;
            }
        }
        catch (JsonException exception)
        {
            throw new GatewayException(Refusal(message).Error, exception);
        }

        throw Refusal(message);
    }

    private static GatewayException Refusal(OllamaObject message) =>
        OllamaRefusals.Invalid(message.At(ThinkingBlocks), "must be an array of blocks of thinking");
}
