using System.Security.Cryptography;
using System.Text;
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

    /// <summary>What it is good for.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The only models that it is good for; absent for all.</summary>
    public IReadOnlyList<string>? AllowedModels { get; init; }

    /// <summary>The only addresses that it may come from; absent for all.</summary>
    public IReadOnlyList<string>? AllowedAddresses { get; init; }

    /// <summary>The id of the key that it took the place of.</summary>
    public string? Replaces { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Its state, for <c>If-Match</c>; absent in the answers that change it.</summary>
    public string? Etag { get; init; }

    public static KeyEntry Of(GatewayKey key) => new()
    {
        Id = key.Id,
        App = key.App,
        Name = key.Name,
        Prefix = key.Prefix,
        Scopes = RightNames.Of(key.Rights),
        AllowedModels = key.AllowedModels is { Count: > 0 } models ? models : null,
        AllowedAddresses = key.AllowedAddresses is { Count: > 0 } addresses ? addresses : null,
        Replaces = key.Replaces,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
        Etag = TagOf(key),
    };

    /// <summary>The version of a key in a form that goes into a header as it is.</summary>
    public static string? TagOf(GatewayKey key) => key.Version is { } version ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)))[..16] : null;
}
