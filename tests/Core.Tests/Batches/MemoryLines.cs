using System.Runtime.CompilerServices;
using LlmFunctions.Batches;
using LlmFunctions.Errors;

namespace LlmFunctions.Tests.Batches;

/// <summary>Results of lines in memory; can refuse some. The real store is tested against the storage.</summary>
internal sealed class MemoryLines : IBatchLineStore
{
    private readonly Dictionary<int, ChunkProgress> _progress = [];

    public SortedDictionary<int, StoredLine> All { get; } = [];

    /// <summary>The lines that cannot be stored.</summary>
    public HashSet<int> Broken { get; } = [];

    /// <summary>Whether progress cannot be stored, as when the process is killed before.</summary>
    public bool LosesProgress { get; set; }

    public Task<bool> AddAsync(string batchId, StoredLine line, CancellationToken cancellationToken) => Broken.Contains(line.Index)
        ? throw new GatewayException(ErrorKind.StorageUnavailable, "no storage")
        : Task.FromResult(All.TryAdd(line.Index, line));

    public async IAsyncEnumerable<StoredLine> ReadAsync(string batchId, int chunk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        int first = BatchLayout.FirstLineOf(chunk);
        foreach (StoredLine line in All.Values.Where(line => line.Index >= first && line.Index < first + BatchLayout.LinesAChunk))
        {
            yield return line;
        }
    }

    public Task<ChunkProgress> ReadProgressAsync(string batchId, int chunk, CancellationToken cancellationToken) => Task.FromResult(_progress.GetValueOrDefault(chunk));

    public Task SaveProgressAsync(string batchId, int chunk, ChunkProgress progress, CancellationToken cancellationToken)
    {
        if (!LosesProgress)
        {
            _progress[chunk] = progress;
        }

        return Task.CompletedTask;
    }

    public Task<BatchCounts> CountAsync(string batchId, CancellationToken cancellationToken) =>
        Task.FromResult(_progress.Values.Aggregate(default(BatchCounts), static (sum, progress) => sum + progress.Counts));

    public Task DeleteAsync(string batchId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
