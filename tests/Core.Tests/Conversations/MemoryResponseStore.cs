using System.Collections.Concurrent;
using LlmFunctions.Conversations;

namespace LlmFunctions.Tests.Conversations;

/// <summary>Keeps responses in memory.</summary>
internal sealed class MemoryResponseStore : IResponseStore
{
    private readonly ConcurrentDictionary<(string App, string Id), StoredResponse> _responses = [];

    public Task SaveAsync(StoredResponse response, CancellationToken cancellationToken)
    {
        _responses[(response.App, response.Id)] = response;
        return Task.CompletedTask;
    }

    public Task<StoredResponse?> FindAsync(string app, string id, CancellationToken cancellationToken) => Task.FromResult(_responses.GetValueOrDefault((app, id)));

    public Task<bool> DeleteAsync(string app, string id, CancellationToken cancellationToken) => Task.FromResult(_responses.TryRemove((app, id), out _));

    public Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult(_responses.Where(entry => entry.Value.ExpiresAt <= now).Count(entry => _responses.TryRemove(entry.Key, out _)));
}
