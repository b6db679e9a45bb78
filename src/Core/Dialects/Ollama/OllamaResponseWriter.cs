using System.Buffers;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Writes a whole answer. Ollama's clients cannot ask for alternatives, so there is one.</summary>
internal static class OllamaResponseWriter
{
    public static void Write(ChatResponse response, OllamaLine line, IBufferWriter<byte> output)
    {
        ChatChoice? choice = response.Choices is [{ } first, ..] ? first : null;
        ChatMessage? message = choice?.Message;
        line.Write(output, new OllamaPiece
        {
            Model = response.Model,
            Created = response.Created,
            Content = message?.Content?.AsText() ?? message?.Refusal,
            Thinking = message?.ReasoningContent,
            ThinkingBlocks = message?.ThinkingBlocks,
            ToolCalls = OllamaToolCall.Of(message?.ToolCalls),
            Logprobs = choice?.Logprobs?.Property("content"),
            Ending = new OllamaEnding(OllamaDoneReason.Of(choice?.FinishReason), response.Timing, response.Usage),
        });
    }
}
