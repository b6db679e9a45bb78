using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>
/// Reads the conversation. A user's turn with tool results becomes one tool message for each, which must follow the calls,
/// and a user message of the rest.
/// </summary>
internal static class AnthropicMessageReader
{
    private const string ToolResult = "tool_result";

    public static IReadOnlyList<ChatMessage> Read(RequestValue root, AnthropicReading reading)
    {
        List<ChatMessage> messages = [];
        if (root.Optional("system") is { } system && ReadSystem(system, reading) is { } content)
        {
            messages.Add(new ChatMessage { Role = "system", Content = content });
        }

        RequestValue turns = root.Required("messages");
        IReadOnlyList<RequestValue> items = turns.Items();
        if (items.Count == 0)
        {
            throw turns.Refuse("must have at least one message");
        }

        foreach (RequestValue turn in items)
        {
            AddTurn(messages, turn, reading);
        }

        return messages;
    }

    private static void AddTurn(List<ChatMessage> messages, RequestValue turn, AnthropicReading reading)
    {
        RequestValue role = turn.Required("role");
        RequestValue content = turn.Required("content");
        reading.DropOthers(turn, "messages", "role", "content");
        switch (role.Text())
        {
            case "user":
                AddUser(messages, content, reading);
                break;
            case "assistant":
                messages.Add(AnthropicAssistantReader.Read(content, reading));
                break;
            case "system":
                messages.Add(new ChatMessage { Role = "system", Content = ReadSystem(content, reading) ?? MessageContent.FromText("") });
                break;
            default:
                throw role.Refuse("must be one of 'user', 'assistant' and 'system'");
        }
    }

    private static void AddUser(List<ChatMessage> messages, RequestValue content, AnthropicReading reading)
    {
        IReadOnlyList<RequestValue>? blocks = AnthropicBlockReader.Blocks(content);
        RequestValue[] results = [.. (blocks ?? []).Where(static block => block.Type == ToolResult)];
        messages.AddRange(results.Select(result => ReadResult(result, reading)));
        if (blocks is null || blocks.Count > results.Length)
        {
            messages.Add(new ChatMessage
            {
                Role = "user",
                Content = blocks is null
                    ? MessageContent.FromText(content.Text())
                    : AnthropicBlockReader.Content(blocks.Where(static block => block.Type != ToolResult), reading),
            });
        }
        else if (results.Length == 0)
        {
            throw content.Refuse("must not be empty");
        }
    }

    private static ChatMessage ReadResult(RequestValue result, AnthropicReading reading)
    {
        // Most models see from the text of a result that the call failed.
        if (result.Optional("is_error")?.Boolean() is true)
        {
            reading.Drop("messages.content.is_error");
        }

        reading.DropOthers(result, "messages.content", "type", "tool_use_id", "content", "is_error");
        return new ChatMessage
        {
            Role = "tool",
            ToolCallId = result.Required("tool_use_id").Word(),
            Content = result.Optional("content") is not { } content ? MessageContent.FromText("")
                : AnthropicBlockReader.Blocks(content) is { } blocks ? AnthropicBlockReader.Content(blocks, reading)
                : MessageContent.FromText(content.Text()),
        };
    }

    private static MessageContent? ReadSystem(RequestValue system, AnthropicReading reading)
    {
        if (AnthropicBlockReader.Blocks(system) is not { } blocks)
        {
            return system.Text() is { Length: > 0 } text ? MessageContent.FromText(text) : null;
        }

        foreach (RequestValue block in blocks)
        {
            if (block.Type != ContentPart.TextType)
            {
                throw block.Required("type").Refuse("must be 'text' in a system prompt");
            }
        }

        return blocks.Count > 0 ? AnthropicBlockReader.Content(blocks, reading) : null;
    }
}
