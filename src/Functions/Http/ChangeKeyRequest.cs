using LlmFunctions.Security;

namespace LlmFunctions.Functions.Http;

/// <summary>What a gateway key is to be from now on.</summary>
public sealed record ChangeKeyRequest
{
    /// <summary>What people call the key.</summary>
    public string? Name { get; init; }

    /// <summary>When the key ends to work; never when absent.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What it is good for; calls of every kind when absent.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The only models that it is good for; all when absent.</summary>
    public IReadOnlyList<string>? AllowedModels { get; init; }

    /// <summary>The only addresses that it may come from; all when absent.</summary>
    public IReadOnlyList<string>? AllowedAddresses { get; init; }

    internal static ChangeKeyRequest Of(GatewayKey key) => new()
    {
        Name = key.Name,
        ExpiresAt = key.ExpiresAt,
        Scopes = RightNames.Of(key.Rights),
        AllowedModels = key.AllowedModels is { Count: > 0 } models ? models : null,
        AllowedAddresses = key.AllowedAddresses is { Count: > 0 } addresses ? addresses : null,
    };

    internal KeyWish ToWish() => new()
    {
        Name = Name,
        ExpiresAt = ExpiresAt,
        Scopes = Scopes,
        AllowedModels = AllowedModels,
        AllowedAddresses = AllowedAddresses,
    };
}
