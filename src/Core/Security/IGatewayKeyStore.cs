namespace LlmFunctions.Security;

/// <summary>Where gateway keys are kept.</summary>
public interface IGatewayKeyStore
{
    Task AddAsync(GatewayKey key, CancellationToken cancellationToken);

    Task<GatewayKey?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>All keys, or those of one app, the newest first.</summary>
    Task<IReadOnlyList<GatewayKey>> ListAsync(string? app, CancellationToken cancellationToken);

    /// <summary>Revokes a key for good; returns whether there is such a key.</summary>
    Task<bool> RevokeAsync(string id, DateTimeOffset revokedAt, CancellationToken cancellationToken);
}
