using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>One content block of a streamed answer, while it comes in.</summary>
/// <param name="content">The block as its first event has it.</param>
/// <param name="call">Which of the tool calls it is; negative when it is none.</param>
internal sealed class AnthropicStreamBlock(JsonElement content, int call)
{
    private readonly StringBuilder _thinking = new();
    private readonly StringBuilder _signature = new();
    private readonly string? _type = content.String("type");
    private bool _hasArguments;

    public static bool IsCall(JsonElement content) => content.String("type") == "tool_use";

    public ChatDelta? Start()
    {
        switch (_type)
        {
            case "text":
                return Text(content.String("text"));
            case "thinking":
                _signature.Append(content.String("signature"));
                return Thinking(content.String("thinking"));
            case "redacted_thinking":
                return new ChatDelta { ThinkingBlocks = [new ThinkingBlock { Type = _type, Data = content.String("data") }] };
            default:
                return call < 0 ? null : Call(new ToolCall
                {
                    Index = call,
                    Id = content.String("id") ?? $"call_{call}",
                    Type = ToolDefinition.FunctionType,
                    Function = new FunctionCall { Name = content.String("name") ?? "", Arguments = "" },
                });
        }
    }

    public ChatDelta? Add(JsonElement delta)
    {
        switch (delta.String("type"))
        {
            case "text_delta":
                return Text(delta.String("text"));
            case "thinking_delta":
                return Thinking(delta.String("thinking"));
            case "signature_delta":
                _signature.Append(delta.String("signature"));
                return null;
            case "input_json_delta":
                // The input of the provider's own tools comes in the same way and is not the client's to act on.
                return call >= 0 && delta.String("partial_json") is { Length: > 0 } json ? Arguments(json) : null;
            default:
                return null;
        }
    }

    public ChatDelta? Finish()
    {
        if (call >= 0 && !_hasArguments)
        {
            // Clients parse the arguments: a call without any must be an object all the same.
            return Arguments(content.Object("input")?.GetRawText() ?? "{}");
        }

        return _type == "thinking" && (_signature.Length > 0 || _thinking.Length > 0)
            ? new ChatDelta
            {
                ThinkingBlocks =
                [
                    new ThinkingBlock { Thinking = _thinking.ToString(), Signature = _signature.Length > 0 ? _signature.ToString() : null },
                ],
            }
            : null;
    }

    private ChatDelta? Thinking(string? text)
    {
        _thinking.Append(text);
        return string.IsNullOrEmpty(text) ? null : new ChatDelta { ReasoningContent = text };
    }

    private ChatDelta Arguments(string json)
    {
        _hasArguments = true;
        return Call(new ToolCall { Index = call, Function = new FunctionCall { Arguments = json } });
    }

    private static ChatDelta? Text(string? text) => string.IsNullOrEmpty(text) ? null : new ChatDelta { Content = text };

    private static ChatDelta Call(ToolCall toolCall) => new() { ToolCalls = [toolCall] };
}
