using System.Collections.Concurrent;
using LlmFunctions.Jobs;

namespace LlmFunctions.Tests.Jobs;

/// <summary>Keeps payloads; can refuse to. The real store is tested against the storage.</summary>
internal sealed class MemoryPayloads : IPayloadStore
{
    public ConcurrentDictionary<(string Job, string Name), ReadOnlyMemory<byte>> All { get; } = new();

    public bool Broken { get; set; }

    public Task SaveAsync(string jobId, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (Broken)
        {
            throw new IOException("no storage");
        }

        All[(jobId, name)] = content;
        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> FindAsync(string jobId, string name, CancellationToken cancellationToken) =>
        Task.FromResult(All.TryGetValue((jobId, name), out ReadOnlyMemory<byte> content) ? content : (ReadOnlyMemory<byte>?)null);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListAsync(string jobId, string prefix, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>(
        [.. All.Where(one => one.Key.Job == jobId && one.Key.Name.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(static one => one.Key.Name, StringComparer.Ordinal).Select(static one => one.Value)]);

    public Task DeleteAsync(string jobId, CancellationToken cancellationToken)
    {
        foreach ((string Job, string Name) key in All.Keys.Where(key => key.Job == jobId))
        {
            All.TryRemove(key, out _);
        }

        return Task.CompletedTask;
    }
}
