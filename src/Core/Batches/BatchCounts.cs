namespace LlmFunctions.Batches;

/// <summary>How many lines have a result.</summary>
/// <param name="Completed">Those that were answered.</param>
/// <param name="Failed">Those that were not.</param>
public readonly record struct BatchCounts(int Completed, int Failed)
{
    public int Done => Completed + Failed;

    public static BatchCounts operator +(BatchCounts one, BatchCounts other) => new(one.Completed + other.Completed, one.Failed + other.Failed);
}
