namespace LlmFunctions.Providers.Sandbox;

/// <summary>An answer, token by token; every alternative is the same.</summary>
internal sealed record SandboxAnswer
{
    public required string Id { get; init; }

    public required long Created { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<SandboxDelta> Deltas { get; init; }

    /// <summary>How many alternatives there are.</summary>
    public required int Choices { get; init; }

    public required string FinishReason { get; init; }

    public required int PromptTokens { get; init; }

    public required int CachedTokens { get; init; }

    public long CompletionTokens => (long)Deltas.Count * Choices;

    public long ReasoningTokens => (long)Deltas.Count(static delta => delta.Kind == SandboxDeltaKind.Reasoning) * Choices;

    public string ToolCallId(int choice, int toolIndex) => $"call_{Id.AsSpan(Id.Length - 16)}_{choice}_{toolIndex}";
}
