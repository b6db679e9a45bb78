using LlmFunctions.Security;

namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Identity__…</c>: callers that somebody else vouches for, by tokens or through App Service authentication.</summary>
public sealed record IdentityOptions
{
    /// <summary>Who issues the tokens, exactly as in their claim <c>iss</c>; null takes no tokens.</summary>
    public string? Issuer { get; init; }

    /// <summary>What tokens must be for: one of these must be in the claim <c>aud</c>.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>Where the issuer's keys are; null for what its own discovery document says.</summary>
    public Uri? Jwks { get; init; }

    /// <summary>The claims that say which app calls; the first that is there counts.</summary>
    public IReadOnlyList<string> AppClaims { get; init; } = ["azp", "appid"];

    /// <summary>The claim that has the roles.</summary>
    public string RolesClaim { get; init; } = "roles";

    /// <summary>What roles give beside those that are called like a right.</summary>
    public IReadOnlyDictionary<string, Rights> Roles { get; init; } = new Dictionary<string, Rights>();

    /// <summary>What everybody gets whose token is good.</summary>
    public Rights DefaultRights { get; init; } = Rights.None;

    /// <summary>By how much the issuer's clock may differ.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the header of App Service authentication is believed.</summary>
    public bool AppServicePrincipal { get; init; }

    internal bool TakesTokens => Issuer is not null;

    /// <summary>Whether what is read from an address cannot be forged on the way: by TLS, or because it does not leave the machine.</summary>
    internal static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
