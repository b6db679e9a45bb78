using LlmFunctions.Providers;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Configuration;

/// <summary>Reads the settings of one provider.</summary>
internal static class ProviderOptionsReader
{
    private static readonly string[] Known =
    [
        "Dialect", "BaseUrl", "ApiKey", "Secret", "Enabled", "Timeout", "Timeouts", "ModelTimeouts", "Headers", "Models",
        "RequiredModels", "AutoDownload", "Accounts", "ProbeModel", "TraceContext",
    ];

    // What only some dialects have.
    private static readonly string[] Special = ["Region", "ApiVersion", "Deployments", "TokenScope", "ClientId"];

    /// <param name="settings">The section of the provider.</param>
    /// <param name="configuration">All settings, for secrets and for the variables of the providers' own tools.</param>
    /// <param name="hasSecret">Whether there may be a secret of a name, besides those in the settings.</param>
    public static ProviderOptions Read(SettingReader settings, IConfiguration configuration, Func<string, bool> hasSecret)
    {
        string name = settings.Name.ToLowerInvariant();
        settings.AllowOnly([.. Known, .. Special]);
        ProviderDefinition? definition = ProviderDefinitions.Find(name);
        IProviderDialect? dialect = settings.Text("Dialect") is { } named ? ProviderDefinitions.FindDialect(named) : definition?.Dialect;
        ProviderDefinition? kind = definition ?? (dialect is null ? null : ProviderDefinitions.FindKind(dialect));
        bool CanHave(string secret) => hasSecret(secret) || ConfigurationSecretSource.Find(configuration, secret) is not null;
        ProviderOptions options = new()
        {
            Name = name,
            Dialect = settings.Text("Dialect"),
            BaseUrl = settings.Url("BaseUrl"),
            ApiKey = settings.Text("ApiKey"),
            Secret = settings.Text("Secret"),
            Enabled = settings.Switch("Enabled"),
            Timeout = settings.Duration("Timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? ProviderOptions.DefaultTimeout,
            Timeouts = ResilienceOptionsReader.ReadTimeouts(settings.Section("Timeouts")),
            ModelTimeouts = ResilienceOptionsReader.ReadModelTimeouts(settings),
            Headers = ProviderHeaders.Read(settings.Section("Headers"), settings.Map("Headers")),
            TraceContext = settings.Switch("TraceContext") ?? false,
            Models = settings.List("Models"),
            Accounts = [.. settings.Sections("Accounts").Select(account => AccountOptions.Read(account, CanHave))],
            ProbeModel = settings.Text("ProbeModel"),
            RequiredModels = settings.List("RequiredModels"),
            AutoDownload = settings.Switch("AutoDownload") ?? false,
            Region = Plain(settings, "Region") ?? (kind is null ? null : ProviderVariables.Region(kind, configuration)),
            ApiVersion = Plain(settings, "ApiVersion"),
            Deployments = DeploymentsReader.Read(settings),
            TokenScope = settings.Text("TokenScope"),
            ClientId = settings.Text("ClientId"),
        };

        Check(settings, options, definition);
        CheckOfDialect(settings, dialect);
        CheckAddress(settings, options, definition, dialect);
        CheckRequiredModels(settings, options, dialect);
        CheckSecret(settings, options.ApiKey, options.Secret, options.Enabled != false, CanHave);
        return options;
    }

    private static void Check(SettingReader settings, ProviderOptions options, ProviderDefinition? definition)
    {
        if (options.Name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            settings.Fail("", "is not a provider name: use letters, digits, - _ .");
        }

        if (options.Dialect is { } dialect && ProviderDefinitions.FindDialect(dialect) is null)
        {
            settings.Fail("Dialect", $"is '{dialect}', but must be one of {string.Join(", ", ProviderDefinitions.DialectNames)}");
        }

        if (definition is null && options.Dialect is null)
        {
            settings.Fail("Dialect", $"is needed, because '{options.Name}' is none of the providers known by name: {string.Join(", ", ProviderDefinitions.All.Select(static known => known.Name))}");
        }
    }

    private static void CheckOfDialect(SettingReader settings, IProviderDialect? dialect)
    {
        foreach (string name in Special.Except(dialect?.OwnSettings ?? Special).Where(settings.Has))
        {
            settings.Fail(name, $"is not a setting of the dialect {dialect?.Name}");
        }
    }

    private static void CheckAddress(SettingReader settings, ProviderOptions options, ProviderDefinition? definition, IProviderDialect? dialect)
    {
        bool isKnown = settings.Text("BaseUrl") is not null || definition?.BaseUrl is not null || dialect?.Configure(options).BaseUrl is not null;
        if (!isKnown && options.Enabled != false)
        {
            settings.Fail("BaseUrl", dialect?.OwnSettings.Contains("Region") == true ? "or Region is needed for this provider" : "is needed for this provider");
        }
    }

    // It becomes a part of an address.
    private static string? Plain(SettingReader settings, string name)
    {
        string? text = settings.Text(name);
        if (text is not null && !DeploymentsReader.IsPlain(text))
        {
            settings.Fail(name, "must consist of letters, digits, '-', '_' and '.'");
            return null;
        }

        return text;
    }

    private static void CheckRequiredModels(SettingReader settings, ProviderOptions options, IProviderDialect? dialect)
    {
        if (options.RequiredModels.Count > 0 && dialect is { Models: null })
        {
            string able = string.Join(", ", ProviderDefinitions.DialectNames.Where(static name => ProviderDefinitions.FindDialect(name)?.Models is not null));
            settings.Fail("RequiredModels", $"is for providers with models of their own, whose dialect is {able}");
        }
    }

    internal static void CheckSecret(SettingReader settings, string? apiKey, string? secret, bool isEnabled, Func<string, bool> canHave)
    {
        if (apiKey is not null && secret is not null)
        {
            settings.Fail("Secret", "and ApiKey are both set: use one of them");
        }
        else if (secret is not null && isEnabled && !canHave(secret))
        {
            settings.Fail("Secret", $"names '{secret}', but no setting has that name, and there is no Gateway__KeyVault__Uri to look it up in");
        }
    }
}
