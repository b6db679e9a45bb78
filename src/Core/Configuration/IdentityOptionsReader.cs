using LlmFunctions.Security;

namespace LlmFunctions.Configuration;

/// <summary>Reads <see cref="IdentityOptions"/>.</summary>
internal static class IdentityOptionsReader
{
    private static readonly string[] Known =
        ["Issuer", "Audiences", "Jwks", "AppClaims", "RolesClaim", "Roles", "DefaultRights", "ClockSkew", "AppServicePrincipal"];

    public static IdentityOptions Read(SettingReader settings)
    {
        settings.AllowOnly(Known);
        IdentityOptions defaults = new();
        IReadOnlyList<string> appClaims = settings.List("AppClaims");
        IdentityOptions options = new()
        {
            Issuer = settings.Text("Issuer"),
            Audiences = settings.List("Audiences"),
            Jwks = settings.Url("Jwks"),
            AppClaims = appClaims.Count > 0 ? appClaims : defaults.AppClaims,
            RolesClaim = settings.Text("RolesClaim") ?? defaults.RolesClaim,
            Roles = settings.Map("Roles").ToDictionary(static role => role.Key, role => ReadRights(settings, $"Roles__{role.Key}", role.Value), StringComparer.OrdinalIgnoreCase),
            DefaultRights = settings.Text("DefaultRights") is { } rights ? ReadRights(settings, "DefaultRights", rights) : defaults.DefaultRights,
            ClockSkew = settings.Duration("ClockSkew", TimeSpan.Zero, TimeSpan.FromMinutes(10)) ?? defaults.ClockSkew,
            AppServicePrincipal = settings.Switch("AppServicePrincipal") ?? defaults.AppServicePrincipal,
        };
        Check(settings, options);
        return options;
    }

    private static void Check(SettingReader settings, IdentityOptions options)
    {
        if (options.Issuer is null)
        {
            foreach (string name in (string[])["Audiences", "Jwks"])
            {
                if (settings.Has(name))
                {
                    settings.Fail(name, "needs an Issuer");
                }
            }

            return;
        }

        if (options.Audiences.Count == 0)
        {
            settings.Fail("Audiences", "is needed beside an Issuer: a token for somebody else is none for this app");
        }

        if (options.Jwks is { } jwks && !IdentityOptions.IsSafe(jwks))
        {
            settings.Fail("Jwks", "must be an https address");
        }

        if (options.Jwks is null && !(Uri.TryCreate(options.Issuer, UriKind.Absolute, out Uri? issuer) && IdentityOptions.IsSafe(issuer)))
        {
            settings.Fail("Issuer", "must be an https address where Jwks is not set");
        }
    }

    private static Rights ReadRights(SettingReader settings, string name, string text)
    {
        Rights rights = Rights.None;
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (RightNames.Find(word) is { } found)
            {
                rights |= found;
            }
            else
            {
                settings.Fail(name, $"must be some of {string.Join(", ", RightNames.All)}");
            }
        }

        return rights;
    }
}
