using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>One content block of a streamed answer, while it comes in.</summary>
/// <param name="call">Which of the tool calls it is; negative when it is none.</param>
/// <param name="isTool">Whether it is a call, be it of the client's tools or of the provider's own.</param>
internal sealed class BedrockStreamBlock(int call, bool isTool)
{
    private readonly StringBuilder _thinking = new();
    private readonly StringBuilder _signature = new();
    private readonly StringBuilder _redacted = new();
    private bool _hasArguments;

    public ChatDelta Start(JsonElement use) => Call(new ToolCall
    {
        Index = call,
        Id = use.String("toolUseId") is { Length: > 0 } id ? id : $"call_{call}",
        Type = ToolDefinition.FunctionType,
        Function = new FunctionCall { Name = use.String("name") ?? "", Arguments = "" },
    });

    public ChatDelta? Add(JsonElement delta)
    {
        if (isTool)
        {
            return call >= 0 && delta.Object("toolUse")?.String("input") is { Length: > 0 } json ? Arguments(json) : null;
        }

        if (delta.Object("reasoningContent") is { } reasoning)
        {
            return Think(reasoning);
        }

        return delta.String("text") is { Length: > 0 } text ? new ChatDelta { Content = text } : null;
    }

    public ChatDelta? Finish()
    {
        if (call >= 0)
        {
            // Clients parse the arguments: a call without any must be an object all the same.
            return _hasArguments ? null : Arguments("{}");
        }

        ThinkingBlock? block = _redacted.Length > 0 ? new ThinkingBlock { Type = "redacted_thinking", Data = _redacted.ToString() }
            : _thinking.Length > 0 || _signature.Length > 0 ? new ThinkingBlock { Thinking = _thinking.ToString(), Signature = _signature.Length > 0 ? _signature.ToString() : null }
            : null;
        return block is null ? null : new ChatDelta { ThinkingBlocks = [block] };
    }

    private ChatDelta? Think(JsonElement reasoning)
    {
        _signature.Append(reasoning.String("signature"));
        _redacted.Append(reasoning.String("redactedContent"));
        if (reasoning.String("text") is not { Length: > 0 } text)
        {
            return null;
        }

        _thinking.Append(text);
        return new ChatDelta { ReasoningContent = text };
    }

    private ChatDelta Arguments(string json)
    {
        _hasArguments = true;
        return Call(new ToolCall { Index = call, Function = new FunctionCall { Arguments = json } });
    }

    private static ChatDelta Call(ToolCall toolCall) => new() { ToolCalls = [toolCall] };
}
