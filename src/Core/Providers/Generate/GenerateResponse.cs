using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Generate;

/// <summary>Reads an answer: its text is in <c>content</c> or <c>text</c>, and there need be nothing else.</summary>
internal static class GenerateResponse
{
    public static ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => Read(Parse(body));

    public static JsonElement Parse(ReadOnlyMemory<byte> body) => JsonBody.TryParse(body) is { ValueKind: JsonValueKind.Object } answer
        ? answer
        : throw UpstreamErrors.Malformed("an answer that is not a JSON object");

    public static ChatResponse Read(JsonElement answer)
    {
        GenerateError.ThrowIfError(answer);
        string text = Text(answer) ?? throw UpstreamErrors.Malformed("an answer with neither content nor text");
        return new ChatResponse
        {
            Id = answer.String("id") ?? "",
            Model = answer.String("model") ?? "",
            Choices =
            [
                new ChatChoice
                {
                    Message = new ChatMessage { Role = "assistant", Content = text },
                    FinishReason = GenerateFinishReason.FromUpstream(answer),
                },
            ],
            Usage = Usage(answer),
        };
    }

    /// <summary>The text, or null when the answer has none; an empty <c>content</c> leaves it to <c>text</c>.</summary>
    public static string? Text(JsonElement answer) =>
        answer.String("content") is { Length: > 0 } content ? content : answer.String("text") ?? answer.String("content");

    // Not a part of the dialect, but many servers say it, and in these words.
    private static ChatUsage? Usage(JsonElement answer) =>
        answer.Object("usage") is { } usage && usage.Int64("prompt_tokens") is { } prompt && usage.Int64("completion_tokens") is { } completion
            ? new ChatUsage { PromptTokens = prompt, CompletionTokens = completion, TotalTokens = prompt + completion }
            : null;
}
