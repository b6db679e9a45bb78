namespace LlmFunctions.Security;

/// <summary>A gateway key as it is kept: its hash, never the key.</summary>
public sealed record GatewayKey
{
    /// <summary>The public part of the key, by which it is found.</summary>
    public required string Id { get; init; }

    /// <summary>The app that calls with it.</summary>
    public required string App { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>The beginning of the key, for display.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the whole key.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What it is good for.</summary>
    public Rights Rights { get; init; } = Rights.Calls;

    /// <summary>The only models that it is good for, as in <see cref="Configuration.AppPolicy.AllowedModels"/>; empty for all.</summary>
    public IReadOnlyList<string> AllowedModels { get; init; } = [];

    /// <summary>The only addresses that it may come from, as ranges (<c>192.0.2.0/24</c>); empty for all.</summary>
    public IReadOnlyList<string> AllowedAddresses { get; init; } = [];

    /// <summary>The id of the key that it took the place of.</summary>
    public string? Replaces { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The version of the stored key; null for one that is not stored yet.</summary>
    public string? Version { get; init; }
}
