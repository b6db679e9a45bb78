using Microsoft.Extensions.Logging;

namespace LlmFunctions.Migrations;

/// <summary>
/// Sees to it that what is stored has the version that this app writes. Of all instances one migrates, under a lease; versions only go up,
/// one by one, and each is noted when it is reached.
/// </summary>
public sealed class SchemaKeeper(ISchemaStore store, IEnumerable<IMigration> migrations, TimeProvider timeProvider, ILogger<SchemaKeeper> logger)
{
    /// <summary>The version that this app writes. A version that changes what is stored raises it and adds a migration.</summary>
    public const int Current = 1;

    /// <summary>How long a lease lasts; it is renewed in good time.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly string _owner = Guid.NewGuid().ToString("N");
    private readonly IMigration[] _migrations = [.. migrations.OrderBy(static migration => migration.To)];
    private bool _isDone;

    private int Newest => Math.Max(Current, _migrations is [.., { } last] ? last.To : 0);

    /// <summary>Migrates what is to be migrated, unless another instance does.</summary>
    /// <returns>Whether this app can work with what is stored, now.</returns>
    public async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        while (!_isDone)
        {
            SchemaState state = await store.ReadAsync(cancellationToken);
            if (state.Version > Newest)
            {
                // There is no way back: what a newer app has written, this one may misread.
                Log.Newer(logger, state.Version, Newest);
                return false;
            }

            if (state.Version == Newest)
            {
                _isDone = true;
            }
            else if (state.Owner is not null && state.Owner != _owner && state.Until > timeProvider.GetUtcNow())
            {
                return false;
            }
            else if (!Array.Exists(_migrations, migration => migration.To == state.Version + 1))
            {
                // There is nothing to do, as on a storage that is new: nobody has to wait for a lease.
                if (await store.ReplaceAsync(state, new SchemaState(state.Version + 1), cancellationToken) is not null)
                {
                    Log.Migrated(logger, state.Version + 1);
                }
            }
            else if (await store.ReplaceAsync(state, state with { Owner = _owner, Until = timeProvider.GetUtcNow() + Lease }, cancellationToken) is { } leased)
            {
                await MigrateAsync(leased, cancellationToken);
            }
        }

        return true;
    }

    private async Task MigrateAsync(SchemaState leased, CancellationToken cancellationToken)
    {
        int next = leased.Version + 1;
        using CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<SchemaState?> renewing = RenewAsync(leased, lost);
        try
        {
            foreach (IMigration migration in _migrations.Where(migration => migration.To == next))
            {
                await migration.RunAsync(lost.Token);
            }
        }
        finally
        {
            await lost.CancelAsync();
        }

        // Who has lost the lease notes nothing: whoever has it now does it again.
        if (await renewing is { } held && await store.ReplaceAsync(held, new SchemaState(next), cancellationToken) is not null)
        {
            Log.Migrated(logger, next);
        }
    }

    /// <summary>Renews the lease until the migration has ended; returns it, or null when it is lost.</summary>
    private async Task<SchemaState?> RenewAsync(SchemaState leased, CancellationTokenSource lost)
    {
        SchemaState held = leased;
        try
        {
            while (true)
            {
                await Task.Delay(Lease / 3, timeProvider, lost.Token);
                if (await store.ReplaceAsync(held, held with { Until = timeProvider.GetUtcNow() + Lease }, CancellationToken.None) is not { } renewed)
                {
                    await lost.CancelAsync();
                    return null;
                }

                held = renewed;
            }
        }
        catch (OperationCanceledException)
        {
            // The migration has ended.
            return held;
        }
    }
}
