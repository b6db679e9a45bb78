using LlmFunctions.Chat;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>What was seen of one alternative of a streamed answer.</summary>
internal sealed class OpenAIStreamChoice
{
    private readonly OpenAIStreamToolCalls _toolCalls = new();
    private bool _hasStarted;

    public bool IsFinished { get; private set; }

    /// <summary>Whether the last choice says, in its canonical form, something else than it did.</summary>
    public bool Altered { get; private set; }

    /// <summary>Brings the choice to the canonical form; false when it says nothing.</summary>
    public bool Normalize(ChunkChoice choice)
    {
        choice.Delta ??= new ChatDelta();
        ChatDelta delta = choice.Delta;

        // Many providers repeat the role in every chunk.
        delta.Role = _hasStarted ? null : delta.Role is { Length: > 0 } role ? role : "assistant";
        Altered = OpenAIReasoning.TryTake(delta.Extra, out string? reasoning);
        delta.ReasoningContent ??= reasoning;
        if (_hasStarted)
        {
            delta.Content = NullIfEmpty(delta.Content);
        }

        delta.ReasoningContent = NullIfEmpty(delta.ReasoningContent);
        delta.Refusal = NullIfEmpty(delta.Refusal);
        IReadOnlyList<ToolCall>? calls = delta.ToolCalls is { Count: > 0 } pieces ? _toolCalls.Normalize(pieces) : null;
        string? finishReason = FinishReasons.Resolve(OpenAIFinishReason.FromUpstream(choice.FinishReason), _toolCalls.Any);
        if (finishReason is not null && !IsFinished)
        {
            IsFinished = true;
            calls = _toolCalls.Close(calls);
        }

        Altered |= finishReason != choice.FinishReason || (calls is not null && !calls.SequenceEqual(delta.ToolCalls ?? []));
        delta.ToolCalls = calls;
        choice.FinishReason = finishReason;

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
