namespace LlmFunctions.Security;

/// <summary>What a new gateway key is to be.</summary>
public sealed record KeyWish
{
    public string? App { get; init; }

    public string? Name { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The names of its rights; null for <see cref="Rights.Calls"/>.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    public IReadOnlyList<string>? AllowedModels { get; init; }

    public IReadOnlyList<string>? AllowedAddresses { get; init; }
}
