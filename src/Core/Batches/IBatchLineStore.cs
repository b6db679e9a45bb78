namespace LlmFunctions.Batches;

/// <summary>Where it is kept what came of the lines of batches.</summary>
public interface IBatchLineStore
{
    /// <summary>Returns when the line is durable. The first one of an index stays.</summary>
    /// <returns>Whether it is this one.</returns>
    Task<bool> AddAsync(string batchId, StoredLine line, CancellationToken cancellationToken);

    /// <summary>The lines of a chunk that are there, in their order.</summary>
    IAsyncEnumerable<StoredLine> ReadAsync(string batchId, int chunk, CancellationToken cancellationToken);

    /// <summary>What of a chunk is done.</summary>
    Task<ChunkProgress> ReadProgressAsync(string batchId, int chunk, CancellationToken cancellationToken);

    Task SaveProgressAsync(string batchId, int chunk, ChunkProgress progress, CancellationToken cancellationToken);

    /// <summary>How many lines of a batch are done.</summary>
    Task<BatchCounts> CountAsync(string batchId, CancellationToken cancellationToken);

    /// <summary>Deletes all that is kept of a batch here.</summary>
    Task DeleteAsync(string batchId, CancellationToken cancellationToken);
}
