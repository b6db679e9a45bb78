using LlmFunctions.Chat;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>What was seen of one alternative of a streamed answer.</summary>
internal sealed class OpenAIStreamChoice
{
    private readonly OpenAIStreamToolCalls _toolCalls = new();
    private bool _hasStarted;

    public bool IsFinished { get; private set; }

    /// <summary>Brings the choice to the canonical form; false when it says nothing.</summary>
    public bool Normalize(ChunkChoice choice)
    {
        choice.Delta ??= new ChatDelta();
        ChatDelta delta = choice.Delta;

        // Many providers repeat the role in every chunk.
        delta.Role = _hasStarted ? null : delta.Role is { Length: > 0 } role ? role : "assistant";
        delta.ReasoningContent = OpenAIReasoning.Take(delta.ReasoningContent, delta.Extra);
        if (_hasStarted)
        {
            delta.Content = NullIfEmpty(delta.Content);
        }

        delta.ReasoningContent = NullIfEmpty(delta.ReasoningContent);
        delta.Refusal = NullIfEmpty(delta.Refusal);
        delta.ToolCalls = delta.ToolCalls is { Count: > 0 } calls ? _toolCalls.Normalize(calls) : null;
        choice.FinishReason = FinishReasons.Resolve(OpenAIFinishReason.FromUpstream(choice.FinishReason), _toolCalls.Any);
        if (choice.FinishReason is not null && !IsFinished)
        {
            IsFinished = true;
            delta.ToolCalls = _toolCalls.Close(delta.ToolCalls);
        }

        bool says = !_hasStarted
            || choice.FinishReason is not null
            || choice.Logprobs is not null
            || choice.Extra is { Count: > 0 }
            || delta is not { Content: null, ReasoningContent: null, Refusal: null, ToolCalls: null, ThinkingBlocks: null, Extra: null or { Count: 0 } };
        _hasStarted = true;
        return says;
    }

    private static string? NullIfEmpty(string? text) => text is { Length: 0 } ? null : text;
}
