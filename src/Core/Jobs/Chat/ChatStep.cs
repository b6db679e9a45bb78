namespace LlmFunctions.Jobs.Chat;

/// <summary>What a chat job does next. It is all that its workflow knows, and nobody's words are in it.</summary>
public sealed record ChatStep
{
    public required JobRef Job { get; init; }

    /// <summary>Whether it is decided who may answer.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>How many candidates have been called so far, repetitions counted.</summary>
    public int Number { get; init; }

    /// <summary>How many attempts that came to.</summary>
    public int Attempts { get; init; }

    /// <summary>Which candidate of the plan is called.</summary>
    public int Candidate { get; init; }

    /// <summary>How often this candidate was called already.</summary>
    public int Repetitions { get; init; }

    /// <summary>How long to wait before.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>The candidate that the prompt was too long for; null for none.</summary>
    public int? TooSmall { get; init; }

    /// <summary>The candidates that refused the prompt for its content.</summary>
    public IReadOnlyList<int> Refusing { get; init; } = [];

    /// <summary>Whether the job has come to its end, so that there is nothing to be done.</summary>
    public bool IsLast { get; init; }
}
