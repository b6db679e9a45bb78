using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Reads a whole answer.</summary>
internal static class BedrockResponse
{
    // Beside the answer: what guardrails found, and fields of the model that the client asked for.
    private static readonly string[] PassedOn = ["trace", "additionalModelResponseFields"];

    public static ChatResponse FromUpstream(ReadOnlyMemory<byte> body)
    {
        JsonElement answer = JsonBody.TryParse(body) ?? throw UpstreamErrors.Malformed("an answer that is not JSON");
        if (answer.Object("output")?.Object("message") is not { } message || message.Property("content") is not { ValueKind: JsonValueKind.Array })
        {
            throw BedrockError.InAnswer(answer) ?? UpstreamErrors.Malformed("an answer without a message");
        }

        ChatMessage said = Message(message);
        return new ChatResponse
        {
            Choices =
            [
                new ChatChoice { Message = said, FinishReason = BedrockFinishReason.FromUpstream(answer.String("stopReason"), said.ToolCalls is not null) },
            ],
            Usage = BedrockUsage.FromUpstream(answer.Object("usage")),
            Extra = Extra(answer),
        };
    }

    /// <summary>What is passed on beside the answer; null when there is nothing.</summary>
    public static Dictionary<string, JsonElement>? Extra(JsonElement answer)
    {
        Dictionary<string, JsonElement> extra = [];
        foreach (string name in PassedOn)
        {
            if (answer.Object(name) is { } value)
            {
                extra[name] = value;
            }
        }

        return extra.Count > 0 ? extra : null;
    }

    private static ChatMessage Message(JsonElement message)
    {
        StringBuilder? text = null;
        StringBuilder? thinking = null;
        List<ThinkingBlock> blocks = [];
        List<ToolCall> calls = [];
        foreach (JsonElement block in message.Items("content"))
        {
            if (block.String("text") is { } said)
            {
                (text ??= new StringBuilder()).Append(said);
            }
            else if (block.Object("toolUse") is { } use && use.String("type") is null)
            {
                calls.Add(Call(use, calls.Count));
            }
            else if (block.Object("reasoningContent") is { } reasoning)
            {
                ThinkingBlock thought = Thought(reasoning);
                blocks.Add(thought);
                if (!string.IsNullOrEmpty(thought.Thinking))
                {
                    (thinking ??= new StringBuilder()).Append(thought.Thinking);
                }
            }
            else
            {
                // Text with its sources; blocks of other kinds are what the provider's own tools did.
                foreach (JsonElement cited in block.Object("citationsContent")?.Items("content") ?? [])
                {
                    (text ??= new StringBuilder()).Append(cited.String("text"));
                }
            }
        }

        return new ChatMessage
        {
            Role = "assistant",
            Content = text is null ? (calls.Count > 0 ? null : MessageContent.FromText("")) : MessageContent.FromText(text.ToString()),
            ReasoningContent = thinking?.ToString(),
            ThinkingBlocks = blocks.Count > 0 ? blocks : null,
            ToolCalls = calls.Count > 0 ? calls : null,
        };
    }

    private static ThinkingBlock Thought(JsonElement reasoning) => reasoning.String("redactedContent") is { } data
        ? new ThinkingBlock { Type = "redacted_thinking", Data = data }
        : new ThinkingBlock { Thinking = reasoning.Object("reasoningText")?.String("text") ?? "", Signature = reasoning.Object("reasoningText")?.String("signature") };

    private static ToolCall Call(JsonElement use, int position) => new()
    {
        Id = use.String("toolUseId") is { Length: > 0 } id ? id : $"call_{position}",
        Type = ToolDefinition.FunctionType,
        Function = new FunctionCall { Name = use.String("name") ?? "", Arguments = use.Object("input")?.GetRawText() ?? "{}" },
    };
}
