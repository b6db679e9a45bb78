using LlmFunctions.Caching;

namespace LlmFunctions.Bench.Micro;

/// <summary>The answers of an app that keeps none.</summary>
internal sealed class NothingKept : IAnswerStore
{
    public Task<CachedAnswer?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult<CachedAnswer?>(null);

    public Task SaveAsync(string key, CachedAnswer answer, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(0);
}
