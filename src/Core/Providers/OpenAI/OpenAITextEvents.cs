using LlmFunctions.Chat;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>The events that most of a stream is made of: those that add a text to its only choice, and are otherwise like the one before.</summary>
internal sealed class OpenAITextEvents
{
    private readonly RepeatedEvent _content = new(("choices", 1), ("delta", 3), ("content", 4));
    private readonly RepeatedEvent _reasoning = new(("choices", 1), ("delta", 3), ("reasoning_content", 4));
    private ChatChunk? _withContent;
    private ChatChunk? _withReasoning;

    /// <summary>Null for events that have to be read as a whole.</summary>
    public ChatChunk? Read(ReadOnlySpan<byte> json)
    {
        if (_content.TextOf(json) is { Length: > 0 } content)
        {
            return With(_withContent!, new ChatDelta { Content = content });
        }

        return _reasoning.TextOf(json) is { Length: > 0 } reasoning ? With(_withReasoning!, new ChatDelta { ReasoningContent = reasoning }) : null;
    }

    /// <summary>Learns from an event that was read as a whole, if those that are like it are worth being known.</summary>
    public void Learn(ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (chunk is { Altered: false, Usage: null, Choices: [{ FinishReason: null, Logprobs: null, Delta: { Role: null, Refusal: null, ToolCalls: null, ThinkingBlocks: null, Extra: null or { Count: 0 } } delta }] })
        {
            switch (delta)
            {
                case { Content: { Length: > 0 } content, ReasoningContent: null } when _content.Remember(json, content):
                    _withContent = Copy(chunk);
                    break;
                case { Content: null, ReasoningContent: { Length: > 0 } reasoning } when _reasoning.Remember(json, reasoning):
                    _withReasoning = Copy(chunk);
                    break;
                default:
                    break;
            }
        }
    }

    // What is passed on is changed on its way.
    private static ChatChunk Copy(ChatChunk chunk) => With(chunk, new ChatDelta());

    private static ChatChunk With(ChatChunk like, ChatDelta delta) => like with { Choices = [like.Choices[0] with { Delta = delta }] };
}
