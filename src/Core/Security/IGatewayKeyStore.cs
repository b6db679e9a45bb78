namespace LlmFunctions.Security;

/// <summary>Where gateway keys are kept.</summary>
public interface IGatewayKeyStore
{
    Task AddAsync(GatewayKey key, CancellationToken cancellationToken);

    Task<GatewayKey?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>All keys, or those of one app, the newest first.</summary>
    Task<IReadOnlyList<GatewayKey>> ListAsync(string? app, CancellationToken cancellationToken);

    /// <summary>Puts a key in the place of the version of it that was read. Null when it was changed or deleted meanwhile; else the key as it is stored.</summary>
    Task<GatewayKey?> ChangeAsync(GatewayKey key, CancellationToken cancellationToken);

    /// <summary>Revokes a key for good; returns whether there is such a key.</summary>
    Task<bool> RevokeAsync(string id, DateTimeOffset revokedAt, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the key that takes another's place, and lets that one expire, both or neither. Returns false when the old key was changed or deleted since
    /// it was read.
    /// </summary>
    Task<bool> ReplaceAsync(GatewayKey old, DateTimeOffset oldExpiresAt, GatewayKey replacement, CancellationToken cancellationToken);
}
