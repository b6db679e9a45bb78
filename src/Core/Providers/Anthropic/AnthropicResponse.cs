using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Reads a whole answer.</summary>
internal static class AnthropicResponse
{
    public static ChatResponse FromUpstream(ReadOnlyMemory<byte> body)
    {
        JsonElement answer = JsonBody.TryParse(body) ?? throw UpstreamErrors.Malformed("an answer that is not JSON");
        if (answer.String("type") == "error")
        {
            throw AnthropicError.InStream(answer);
        }

        if (answer.Property("content") is not { ValueKind: JsonValueKind.Array })
        {
            throw UpstreamErrors.Malformed("an answer without content");
        }

        ChatMessage message = Message(answer);
        AnthropicUsage usage = new();
        usage.Add(answer.Object("usage"));
        return new ChatResponse
        {
            Id = answer.String("id") ?? "",
            Model = answer.String("model") ?? "",
            Choices =
            [
                new ChatChoice
                {
                    Message = message,
                    FinishReason = AnthropicFinishReason.FromUpstream(answer.String("stop_reason"), message.ToolCalls is not null),
                },
            ],
            Usage = usage.ToCanonical(),
        };
    }

    private static ChatMessage Message(JsonElement answer)
    {
        StringBuilder? text = null;
        StringBuilder? thinking = null;
        List<ThinkingBlock> blocks = [];
        List<ToolCall> calls = [];
        foreach (JsonElement block in answer.Items("content"))
        {
            // Blocks of other types are what the provider's own tools did and saw: not part of the answer's text.
            switch (block.String("type"))
            {
                case "text":
                    (text ??= new StringBuilder()).Append(block.String("text"));
                    break;
                case "thinking":
                    (thinking ??= new StringBuilder()).Append(block.String("thinking"));
                    blocks.Add(new ThinkingBlock { Thinking = block.String("thinking") ?? "", Signature = block.String("signature") });
                    break;
                case "redacted_thinking":
                    blocks.Add(new ThinkingBlock { Type = "redacted_thinking", Data = block.String("data") });
                    break;
                case "tool_use":
                    calls.Add(Call(block, calls.Count));
                    break;
            }
        }

        return new ChatMessage
        {
            Role = "assistant",
            Content = text?.ToString() is { } content ? MessageContent.FromText(content) : calls.Count > 0 ? null : MessageContent.FromText(""),
            Refusal = answer.Object("stop_details")?.String("explanation"),
            ReasoningContent = thinking is { Length: > 0 } ? thinking.ToString() : null,
            ThinkingBlocks = blocks.Count > 0 ? blocks : null,
            ToolCalls = calls.Count > 0 ? calls : null,
        };
    }

    private static ToolCall Call(JsonElement block, int position) => new()
    {
        Id = block.String("id") ?? $"call_{position}",
        Type = ToolDefinition.FunctionType,
        Function = new FunctionCall
        {
            Name = block.String("name") ?? "",
            Arguments = block.Object("input")?.GetRawText() ?? "{}",
        },
    };
}
