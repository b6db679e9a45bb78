using LlmFunctions.Errors;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Resilience;

/// <summary>
/// Tells other instances what this one found out, and the other way round. Writes are conditional and few: only what changed,
/// each row at most once a second and then in its latest state. While the storage fails, the last view stays.
/// </summary>
internal sealed class HealthExchange(HealthBoard board, IHealthStore store, TimeSpan refreshInterval, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    private const int MostTries = 3;
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestCatchUp = TimeSpan.FromSeconds(2);

    // Two that find out the same within this time say the same.
    private static readonly TimeSpan SameTime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly HashSet<TargetKey> _unwritten = [];
    private readonly Dictionary<TargetKey, DateTimeOffset> _writtenAt = [];
    private readonly Dictionary<TargetKey, string?> _versions = [];
    private Task _writing = Task.CompletedTask;
    private Task _refreshing = Task.CompletedTask;
    private long _refreshedAt;

    /// <summary>Reads in the background what others found out, when it was not read for too long.</summary>
    public void Touch(DateTimeOffset now)
    {
        if (now.Ticks - Volatile.Read(ref _refreshedAt) < refreshInterval.Ticks)
        {
            return;
        }

        lock (_gate)
        {
            if (_refreshing.IsCompleted && now.Ticks - _refreshedAt >= refreshInterval.Ticks && !_disposed.IsCancellationRequested)
            {
                Volatile.Write(ref _refreshedAt, now.Ticks);
                _refreshing = Task.Run(() => RefreshAsync(_disposed.Token), CancellationToken.None);
            }
        }
    }

    /// <summary>Waits a little for the view to be current.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        Touch(timeProvider.GetUtcNow());
        Task refreshing;
        lock (_gate)
        {
            refreshing = _refreshing;
        }

        try
        {
            await refreshing.WaitAsync(LongestCatchUp, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The last view is better than none.
        }
    }

    /// <summary>Reads what others found out.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (HealthRow row in await store.ReadAsync(cancellationToken))
            {
                Remember(row.Key, row.Version);
                board.Adopt(row);
            }

            await board.RecheckAsync(cancellationToken);
        }
        catch (GatewayException exception)
        {
            Log.NotRefreshed(logger, exception.Message);
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            // The app stops, and with it its view.
        }
    }

    /// <summary>Has the state of an account or a target written.</summary>
    public void Publish(TargetKey key)
    {
        lock (_gate)
        {
            _unwritten.Add(key);
            if (_writing.IsCompleted && !_disposed.IsCancellationRequested)
            {
                _writing = Task.Run(() => WriteAllAsync(_disposed.Token), CancellationToken.None);
            }
        }
    }

    public Task FlushAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_writing, _refreshing);
        }
    }

    public void Dispose()
    {
        // Once for each service that the board is registered as.
        if (!_disposed.IsCancellationRequested)
        {
            _disposed.Cancel();
            _disposed.Dispose();
        }
    }

    private async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (TakeDue(out TimeSpan wait) is { } due)
            {
                foreach (TargetKey key in due)
                {
                    await WriteAsync(key, cancellationToken);
                }

                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, timeProvider, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            // The app stops; others find out for themselves.
        }
    }

    /// <summary>Those that may be written now, and how long the others have to wait; null when there is nothing left.</summary>
    private List<TargetKey>? TakeDue(out TimeSpan wait)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        wait = TimeSpan.Zero;
        lock (_gate)
        {
            if (_unwritten.Count == 0)
            {
                // Under the lock, so that who publishes next starts anew.
                _writing = Task.CompletedTask;
                return null;
            }

            List<TargetKey> due = [.. _unwritten.Where(key => now - _writtenAt.GetValueOrDefault(key) >= BetweenWrites)];
            foreach (TargetKey key in due)
            {
                _unwritten.Remove(key);
                _writtenAt[key] = now;
            }

            wait = due.Count > 0 ? TimeSpan.Zero : _unwritten.Min(key => _writtenAt[key] + BetweenWrites - now);
            return due;
        }
    }

    private async Task WriteAsync(TargetKey key, CancellationToken cancellationToken)
    {
        try
        {
            for (int tries = 0; tries < MostTries && board.Read(key) is { ChangedAt: not null } row; tries++)
            {
                HealthWrite write = await store.WriteAsync(row with { Version = VersionOf(key) }, cancellationToken);
                Remember(key, write.Version);
                if (write.Other is not { } other)
                {
                    return;
                }

                board.Adopt(other);
                if (other.ChangedAt >= row.ChangedAt || IsSame(row, other))
                {
                    return;
                }
            }
        }
        catch (GatewayException exception)
        {
            Log.NotWritten(logger, key.Provider, key.Account, key.Model, exception.Message);
            WriteAgainLater(key);
        }
    }

    private void WriteAgainLater(TargetKey key)
    {
        lock (_gate)
        {
            _unwritten.Add(key);
            _writtenAt[key] = timeProvider.GetUtcNow() + refreshInterval;
        }
    }

    private static bool IsSame(HealthRow row, HealthRow other) =>
        row.State == other.State && row.RefusedKey == other.RefusedKey && (row.Until == other.Until || (row.Until - other.Until)?.Duration() < SameTime);

    private string? VersionOf(TargetKey key)
    {
        lock (_gate)
        {
            return _versions.GetValueOrDefault(key);
        }
    }

    private void Remember(TargetKey key, string? version)
    {
        lock (_gate)
        {
            _versions[key] = version;
        }
    }
}
