using LlmFunctions.Security;

namespace LlmFunctions.Functions.Http;

/// <summary>A request for a gateway key.</summary>
public sealed record CreateKeyRequest
{
    /// <summary>The app that will call with the key.</summary>
    public string? App { get; init; }

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

    internal KeyWish ToWish() => new()
    {
        App = App,
        Name = Name,
        ExpiresAt = ExpiresAt,
        Scopes = Scopes,
        AllowedModels = AllowedModels,
        AllowedAddresses = AllowedAddresses,
    };
}
