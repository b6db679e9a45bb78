namespace LlmFunctions.Batches;

/// <summary>What an activity has come to.</summary>
/// <param name="Done">How many lines have got a result by it.</param>
/// <param name="Left">How many lines of the chunk have none.</param>
/// <param name="Wait">How long a provider, or a limit, asks to be left alone; zero when none does.</param>
/// <param name="IsOver">Whether nothing more is to be begun: the batch is cancelled, or its time is over, or its input is gone.</param>
public sealed record ChunkOutcome(int Done, int Left, TimeSpan Wait = default, bool IsOver = false);
