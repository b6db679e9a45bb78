using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Reads what the model said on an earlier turn: thinking, text, calls.</summary>
internal static class AnthropicAssistantReader
{
    // What a provider wants to see again with its answer, and Anthropic's blocks have no place for; the stream and
    // response writers put it where it is looked for here.
    private const string ExtraContent = "extra_content";

    public static ChatMessage Read(RequestValue content, AnthropicReading reading)
    {
        if (AnthropicBlockReader.Blocks(content) is not { } blocks)
        {
            return new ChatMessage { Role = "assistant", Content = MessageContent.FromText(content.Text()) };
        }

        List<RequestValue> said = [];
        List<ThinkingBlock> thinking = [];
        List<ToolCall> calls = [];
        Dictionary<string, JsonElement>? extra = null;
        foreach (RequestValue block in blocks)
        {
            switch (block.Type)
            {
                case "thinking" or "redacted_thinking":
                    thinking.Add(ReadThinking(block));
                    break;
                case "tool_use":
                    calls.Add(ReadCall(block, reading));
                    break;
                default:
                    said.Add(block);
                    extra = Extra(block) ?? extra;
                    break;
            }
        }

        string thoughts = string.Concat(thinking.Select(static block => block.Thinking));
        return new ChatMessage
        {
            Role = "assistant",
            Content = said.Count > 0 ? AnthropicBlockReader.Content(said, reading) : calls.Count > 0 ? null : MessageContent.FromText(""),
            ReasoningContent = thoughts.Length > 0 ? thoughts : null,
            ThinkingBlocks = thinking.Count > 0 ? thinking : null,
            ToolCalls = calls.Count > 0 ? calls : null,
            Extra = extra,
        };
    }

    private static ThinkingBlock ReadThinking(RequestValue block)
    {
        Dictionary<string, JsonElement> others = block.Properties
            .Where(static property => property.Name is not ("type" or "thinking" or "signature" or "data"))
            .ToDictionary(static property => property.Name, static property => property.Json);
        bool isRedacted = block.Type == "redacted_thinking";
        return new ThinkingBlock
        {
            Type = block.Type,
            Thinking = isRedacted ? null : block.Required("thinking").Text(),
            // Thoughts that nobody signed have an empty signature, because Anthropic's clients want one.
            Signature = block.Optional("signature")?.Text() is { Length: > 0 } signature ? signature : null,
            Data = isRedacted ? block.Required("data").Text() : null,
            Extra = others.Count > 0 ? others : null,
        };
    }

    private static ToolCall ReadCall(RequestValue block, AnthropicReading reading)
    {
        // Who called it is for those who run tools at Anthropic, and their blocks are refused elsewhere by themselves.
        reading.DropOthers(block, "messages.content", "type", "id", "name", "input", "caller", ExtraContent);
        return new ToolCall
        {
            Id = block.Required("id").Word(),
            Type = ToolDefinition.FunctionType,
            Function = new FunctionCall
            {
                Name = block.Required("name").Word(),
                Arguments = block.Required("input").AsObject().Json.GetRawText(),
            },
            Extra = Extra(block),
        };
    }

    private static Dictionary<string, JsonElement>? Extra(RequestValue block) =>
        block.Optional(ExtraContent) is { } content ? new Dictionary<string, JsonElement> { [ExtraContent] = content.Json } : null;
}
