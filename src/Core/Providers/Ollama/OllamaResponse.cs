using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Reads a whole answer of <c>/api/chat</c>.</summary>
internal static class OllamaResponse
{
    public static ChatResponse FromUpstream(ReadOnlyMemory<byte> body)
    {
        if (JsonBody.TryParse(body) is not { ValueKind: JsonValueKind.Object } answer)
        {
            throw UpstreamErrors.Malformed("an answer that is not a JSON object");
        }

        OllamaError.ThrowIfError(answer);
        if (answer.Object("message") is not { } message)
        {
            throw UpstreamErrors.Malformed("an answer without a message");
        }

        if (answer.Boolean("done") is false)
        {
            throw UpstreamErrors.Malformed("a piece of an answer instead of the whole");
        }

        IReadOnlyList<ToolCall> calls = OllamaToolCalls.Read(message);
        string content = message.String("content") ?? "";
        return new ChatResponse
        {
            Model = answer.String("model") ?? "",
            Choices =
            [
                new ChatChoice
                {
                    Message = new ChatMessage
                    {
                        Role = "assistant",
                        Content = content.Length == 0 && calls.Count > 0 ? null : MessageContent.FromText(content),
                        ReasoningContent = message.String("thinking") is { Length: > 0 } thinking ? thinking : null,
                        ToolCalls = calls.Count > 0 ? calls : null,
                    },
                    FinishReason = OllamaFinishReason.FromUpstream(answer, calls.Count > 0),
                    Logprobs = OllamaLogprobs.FromUpstream(answer),
                },
            ],
            Usage = OllamaUsage.FromUpstream(answer),
        };
    }
}
