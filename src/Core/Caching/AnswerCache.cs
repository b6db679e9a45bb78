using LlmFunctions.Errors;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Caching;

/// <summary>Finds and keeps answers: in memory, and in the storage that all instances share. What goes wrong with it costs time, never an answer.</summary>
public sealed class AnswerCache(IAnswerStore store, TimeProvider timeProvider, ILogger<AnswerCache> logger)
{
    private const long MostMemory = 16 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // For so long an instance does not see that another has kept a newer one.
    private static readonly TimeSpan Unasked = TimeSpan.FromMinutes(1);

    private readonly MemoryAnswers _memory = new(MostMemory);

    /// <param name="key">The request's key.</param>
    /// <param name="maxAge">How old the answer may be; null for any age.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away.</param>
    public async ValueTask<CachedAnswer?> FindAsync(string key, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (_memory.Find(key, now) is { } known && IsYoung(known, maxAge, now))
        {
            return known;
        }

        CachedAnswer? found = await TryAsync(token => store.FindAsync(key, token), cancellationToken);
        if (found is null || found.ExpiresAt <= now)
        {
            return null;
        }

        Remember(key, found, now);
        return IsYoung(found, maxAge, now) ? found : null;
    }

    public async Task SaveAsync(string key, CachedAnswer answer)
    {
        Remember(key, answer, timeProvider.GetUtcNow());

        // A client that has gone by now has got its answer.
        await TryAsync(
            async token =>
            {
                await store.SaveAsync(key, answer, token);
                return answer;
            },
            CancellationToken.None);
    }

    private void Remember(string key, CachedAnswer answer, DateTimeOffset now) =>
        _memory.Save(key, answer, answer.ExpiresAt - now < Unasked ? answer.ExpiresAt : now + Unasked);

    private static bool IsYoung(CachedAnswer answer, TimeSpan? maxAge, DateTimeOffset now) => maxAge is not { } most || now - answer.StoredAt <= most;

    private async Task<CachedAnswer?> TryAsync(Func<CancellationToken, Task<CachedAnswer?>> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(Patience, timeProvider);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await work(both.Token);
        }
        catch (Exception exception) when (exception is GatewayException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Log.CacheUnavailable(logger, exception);
            return null;
        }
    }
}
