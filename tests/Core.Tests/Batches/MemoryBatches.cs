using LlmFunctions.Batches;
using LlmFunctions.Jobs;

namespace LlmFunctions.Tests.Batches;

/// <summary>Batches in memory. The real store is tested against the storage.</summary>
internal sealed class MemoryBatches : IBatchStore
{
    private readonly Dictionary<string, JobClaim> _claims = [];

    public Dictionary<string, Batch> All { get; } = [];

    public Task<JobClaim> BeginAsync(Batch batch, string? keyHash, string requestHash, CancellationToken cancellationToken)
    {
        JobClaim claim = new(batch.Id, requestHash);
        return Task.FromResult(keyHash is null || _claims.TryAdd(keyHash, claim) ? claim : _claims[keyHash]);
    }

    public Task AddAsync(Batch batch, CancellationToken cancellationToken)
    {
        All.TryAdd(batch.Id, batch);
        return Task.CompletedTask;
    }

    public Task<Batch?> FindAsync(string app, string id, CancellationToken cancellationToken) =>
        Task.FromResult(All.GetValueOrDefault(id) is { } batch && batch.App == app ? batch : null);

    public async Task<Batch?> ChangeAsync(string app, string id, Func<Batch, Batch> change, CancellationToken cancellationToken) =>
        await FindAsync(app, id, cancellationToken) is { } batch ? All[id] = change(batch) : null;

    public Task<IReadOnlyList<Batch>> ListAsync(string app, string? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<OpenJob> ListOpenAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task CloseAsync(JobRef batch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<ExpiredJob> ListExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(ExpiredJob batch, CancellationToken cancellationToken) => throw new NotSupportedException();
}
