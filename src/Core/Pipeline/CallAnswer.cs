namespace LlmFunctions.Pipeline;

/// <summary>The answer to a call.</summary>
public abstract record CallAnswer
{
    /// <summary>The attempt that gave it.</summary>
    public required Attempt Attempt { get; init; }

    /// <summary>Whether the provider's bytes can be passed on, because it speaks the client's dialect.</summary>
    public required bool PassesThrough { get; init; }

    /// <summary>Names of request fields that were left out.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];
}
