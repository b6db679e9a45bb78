using System.Numerics;

namespace LlmFunctions.Batches;

/// <summary>What of a chunk is done: stored, and in the ledger.</summary>
/// <param name="Settled">A bit for each line, the lowest for the first.</param>
/// <param name="Errors">The same for those that failed.</param>
public readonly record struct ChunkProgress(ulong Settled, ulong Errors)
{
    public BatchCounts Counts => new(BitOperations.PopCount(Settled & ~Errors), BitOperations.PopCount(Settled & Errors));

    public bool Has(int line) => (Settled & (1UL << line)) != 0;

    public ChunkProgress With(int line, bool isError) => new(Settled | (1UL << line), isError ? Errors | (1UL << line) : Errors);
}
