using LlmFunctions.Security;

namespace LlmFunctions.Functions.Http;

/// <summary>A gateway key as the management API shows it.</summary>
public sealed record KeyEntry
{
    public required string Id { get; init; }

    public required string App { get; init; }

    public string? Name { get; init; }

    /// <summary>The beginning of the key.</summary>
    public required string Prefix { get; init; }

    /// <summary>The key itself; only in the answer that creates it.</summary>
    public string? Key { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public static KeyEntry Of(GatewayKey key) => new()
    {
        Id = key.Id,
        App = key.App,
        Name = key.Name,
        Prefix = key.Prefix,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
    };
}
