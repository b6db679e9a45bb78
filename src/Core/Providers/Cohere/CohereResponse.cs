using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Reads a whole answer.</summary>
internal static class CohereResponse
{
    public static ChatResponse FromUpstream(ReadOnlyMemory<byte> body)
    {
        if (JsonBody.TryParse(body) is not { ValueKind: JsonValueKind.Object } answer)
        {
            throw UpstreamErrors.Malformed("an answer that is not a JSON object");
        }

        if (answer.Object("message") is not { } message)
        {
            throw CohereError.Message(answer) is null ? UpstreamErrors.Malformed("an answer without a message") : CohereError.Reported(answer);
        }

        string? reason = answer.String("finish_reason");
        CohereError.ThrowIfFailed(reason, answer.String("error"));
        IReadOnlyList<ToolCall> calls = CohereToolCalls.Read(message);
        return new ChatResponse
        {
            Id = answer.String("id") ?? "",
            Model = answer.String("model") ?? "",
            Choices =
            [
                new ChatChoice
                {
                    Message = Message(message, calls),
                    FinishReason = CohereFinishReason.FromUpstream(reason, calls.Count > 0),
                    Logprobs = CohereLogprobs.FromUpstream(answer.Items("logprobs")),
                },
            ],
            Usage = CohereUsage.FromUpstream(answer.Object("usage")),
        };
    }

    private static ChatMessage Message(JsonElement message, IReadOnlyList<ToolCall> calls)
    {
        StringBuilder text = new(message.String("tool_plan"));
        StringBuilder thinking = new();
        text.Append(message.String("content"));
        foreach (JsonElement part in message.Items("content"))
        {
            text.Append(part.String("text"));
            thinking.Append(part.String("thinking"));
        }

        return new ChatMessage
        {
            Role = "assistant",
            Content = text.Length == 0 && calls.Count > 0 ? null : MessageContent.FromText(text.ToString()),
            ReasoningContent = thinking.Length > 0 ? thinking.ToString() : null,
            ToolCalls = calls.Count > 0 ? calls : null,
            Extra = message.Property("citations") is { ValueKind: JsonValueKind.Array } citations && citations.GetArrayLength() > 0
                ? new Dictionary<string, JsonElement> { ["citations"] = citations }
                : null,
        };
    }
}
