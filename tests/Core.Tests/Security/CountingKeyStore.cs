using LlmFunctions.Security;

namespace LlmFunctions.Tests.Security;

/// <summary>Keys in memory, for what the authenticator does around the storage; the storage itself is tested elsewhere.</summary>
internal sealed class CountingKeyStore : IGatewayKeyStore
{
    private readonly Dictionary<string, GatewayKey> _keys = new(StringComparer.Ordinal);

    public int Reads { get; private set; }

    public bool Broken { get; set; }

    public Task AddAsync(GatewayKey key, CancellationToken cancellationToken)
    {
        _keys.Add(key.Id, key);
        return Task.CompletedTask;
    }

    public Task<GatewayKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        Reads++;
        return Broken ? throw new IOException("no storage") : Task.FromResult(_keys.GetValueOrDefault(id));
    }

    public Task<IReadOnlyList<GatewayKey>> ListAsync(string? app, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<GatewayKey>>([.. _keys.Values.Where(key => app is null || key.App == app)]);

    public Task<GatewayKey?> ChangeAsync(GatewayKey key, CancellationToken cancellationToken)
    {
        _keys[key.Id] = key;
        return Task.FromResult<GatewayKey?>(key);
    }

    public Task<bool> ReplaceAsync(GatewayKey old, DateTimeOffset oldExpiresAt, GatewayKey replacement, CancellationToken cancellationToken)
    {
        _keys[old.Id] = _keys[old.Id] with { ExpiresAt = oldExpiresAt };
        _keys.Add(replacement.Id, replacement);
        return Task.FromResult(true);
    }

    public Task<bool> RevokeAsync(string id, DateTimeOffset revokedAt, CancellationToken cancellationToken)
    {
        _keys[id] = _keys[id] with { RevokedAt = revokedAt };
        return Task.FromResult(true);
    }
}
