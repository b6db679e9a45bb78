using LlmFunctions.Providers;

namespace LlmFunctions.Configuration;

/// <summary>Reads the settings of one provider.</summary>
internal static class ProviderOptionsReader
{
    private static readonly string[] Known = ["Dialect", "BaseUrl", "ApiKey", "Secret", "Enabled", "Timeout", "Headers", "Models"];

    public static ProviderOptions Read(SettingReader settings)
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
            Headers = settings.Map("Headers"),
            Models = settings.List("Models"),
        };

        Check(settings, options, definition);
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

        if (definition?.BaseUrl is null && options.BaseUrl is null && options.Enabled != false)
        {
            settings.Fail("BaseUrl", "is needed for this provider");
        }

        if (options is { ApiKey: not null, Secret: not null })
        {
            settings.Fail("Secret", "and ApiKey are both set: use one of them");
        }
    }
}
