using LlmFunctions.Chat;

namespace LlmFunctions.Pipeline;

/// <summary>The answer to a call.</summary>
public abstract record ChatAnswer
{
    /// <summary>The attempt that gave it.</summary>
    public required Attempt Attempt { get; init; }

    /// <summary>Whether the provider's bytes can be passed on, because it speaks the client's dialect.</summary>
    public required bool PassesThrough { get; init; }

    /// <summary>Names of request fields that were left out.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];
}

/// <summary>An answer in one piece.</summary>
/// <param name="Response">The canonical reading.</param>
/// <param name="Raw">The provider's bytes.</param>
public sealed record WholeAnswer(ChatResponse Response, ReadOnlyMemory<byte> Raw) : ChatAnswer;

/// <summary>An answer in pieces. Nothing of it is lost as long as the first piece has not been asked for.</summary>
/// <param name="Items">The pieces; ends with an exception unless the answer is complete.</param>
public sealed record StreamedAnswer(IAsyncEnumerable<StreamItem> Items) : ChatAnswer;
