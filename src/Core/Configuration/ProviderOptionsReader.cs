using LlmFunctions.Providers;

namespace LlmFunctions.Configuration;

/// <summary>Reads the settings of one provider.</summary>
internal static class ProviderOptionsReader
{
    private static readonly string[] Known = ["Dialect", "BaseUrl", "ApiKey", "Secret", "Enabled", "Timeout", "Headers", "Models", "RequiredModels", "AutoDownload"];

    /// <param name="settings">The section of the provider.</param>
    /// <param name="canHave">Whether there may be a secret of this name.</param>
    public static ProviderOptions Read(SettingReader settings, Func<string, bool> canHave)
    {
        string name = settings.Name.ToLowerInvariant();
        settings.AllowOnly(Known);
        ProviderDefinition? definition = ProviderDefinitions.Find(name);
        ProviderOptions options = new()
        {
            Name = name,
            Dialect = settings.Text("Dialect"),
            BaseUrl = settings.Url("BaseUrl"),
            ApiKey = settings.Text("ApiKey"),
            Secret = settings.Text("Secret"),
            Enabled = settings.Switch("Enabled"),
            Timeout = settings.Duration("Timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? ProviderOptions.DefaultTimeout,
            Headers = ProviderHeaders.Read(settings.Section("Headers"), settings.Map("Headers")),
            Models = settings.List("Models"),
            RequiredModels = settings.List("RequiredModels"),
            AutoDownload = settings.Switch("AutoDownload") ?? false,
        };

        Check(settings, options, definition);
        CheckRequiredModels(settings, options, definition);
        CheckSecret(settings, options, canHave);
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

        if (definition?.BaseUrl is null && settings.Text("BaseUrl") is null && options.Enabled != false)
        {
            settings.Fail("BaseUrl", "is needed for this provider");
        }
    }

    private static void CheckRequiredModels(SettingReader settings, ProviderOptions options, ProviderDefinition? definition)
    {
        IProviderDialect? dialect = options.Dialect is { } name ? ProviderDefinitions.FindDialect(name) : definition?.Dialect;
        if (options.RequiredModels.Count > 0 && dialect is { Models: null })
        {
            string able = string.Join(", ", ProviderDefinitions.DialectNames.Where(static name => ProviderDefinitions.FindDialect(name)?.Models is not null));
            settings.Fail("RequiredModels", $"is for providers with models of their own, whose dialect is {able}");
        }
    }

    private static void CheckSecret(SettingReader settings, ProviderOptions options, Func<string, bool> canHave)
    {
        if (options is { ApiKey: not null, Secret: not null })
        {
            settings.Fail("Secret", "and ApiKey are both set: use one of them");
        }
        else if (options.Secret is { } secret && options.Enabled != false && !canHave(secret))
        {
            settings.Fail("Secret", $"names '{secret}', but no setting has that name, and there is no Gateway__KeyVault__Uri to look it up in");
        }
    }
}
