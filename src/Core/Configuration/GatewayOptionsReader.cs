using LlmFunctions.Security;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Configuration;

/// <summary>Reads <see cref="GatewayOptions"/> from settings and reports every error at once.</summary>
public static class GatewayOptionsReader
{
    private static readonly string[] Known =
        ["AdminKey", "DevKey", "Metrics", "KeyVault", "Usage", "MaxRequestBytes", "PingInterval", "Deadline", "Retry", "Hedge", "Breaker", "Health", "Responses", "Providers", "Routing", "Apps", "Quotas", "Alerts", "Experiments", "Parallel", "Jobs", "Files", "Batches", "Secrets", "Identity", "Cache", "Guard", "TrustedProxies"];

    // A key that can be guessed is no key.
    private const int ShortestKey = 16;

    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public static GatewayOptions Read(IConfiguration configuration) => Read(configuration, static _ => false);

    /// <param name="configuration">The settings.</param>
    /// <param name="hasSecret">Whether there is a secret of a name, besides those in settings and vault.</param>
    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public static GatewayOptions Read(IConfiguration configuration, Func<string, bool> hasSecret)
    {
        SettingReader gateway = new(configuration.GetSection("Gateway"), "Gateway");
        gateway.AllowOnly(Known);
        SettingReader vault = gateway.Section("KeyVault");
        vault.AllowOnly(["Uri"]);
        SettingReader metrics = gateway.Section("Metrics");
        metrics.AllowOnly(["Key"]);

        SettingReader secrets = gateway.Section("Secrets");
        secrets.AllowOnly(["Folder"]);

        SettingReader responses = gateway.Section("Responses");
        responses.AllowOnly(["Retention"]);

        SettingReader parallel = gateway.Section("Parallel");
        parallel.AllowOnly(["MaxModels"]);

        // A vault whose address is wrong is reported as such, not as a secret that is nowhere.
        bool hasVault = vault.Text("Uri") is not null;
        GatewayOptions options = new()
        {
            AdminKey = ReadKey(gateway, "AdminKey"),
            DevKey = ReadDevKey(gateway, configuration),
            MetricsKey = ReadKey(metrics, "Key"),
            KeyVaultUri = vault.SecureUrl("Uri"),
            SecretsFolder = secrets.Text("Folder"),
            TrustedProxies = ReadProxies(gateway),
            Usage = UsageOptions.Read(gateway.Section("Usage")),
            MaxRequestBytes = gateway.Number("MaxRequestBytes", 1024, 100 * 1024 * 1024) ?? GatewayOptions.DefaultMaxRequestBytes,
            PingInterval = gateway.Duration("PingInterval", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(3)) ?? TimeSpan.FromSeconds(15),
            Guard = GuardOptionsReader.Read(gateway.Section("Guard")),
            Cache = CacheOptions.Read(gateway.Section("Cache")),
            Identity = IdentityOptionsReader.Read(gateway.Section("Identity")),
            Breaker = BreakerOptions.Read(gateway.Section("Breaker")),
            Health = HealthOptions.Read(gateway.Section("Health")),
            Deadline = ResilienceOptionsReader.ReadDeadline(gateway) ?? GatewayOptions.DefaultDeadline,
            Retry = ResilienceOptionsReader.ReadRetry(gateway.Section("Retry")),
            Hedge = ResilienceOptionsReader.ReadHedge(gateway.Section("Hedge")),
            ResponsesRetention = responses.Duration("Retention", TimeSpan.Zero, TimeSpan.FromDays(365)) ?? TimeSpan.FromDays(30),
            ParallelMaxModels = (int)(parallel.Number("MaxModels", 1, 20) ?? 5),
            Jobs = JobOptions.Read(gateway.Section("Jobs")),
            Files = FilesOptions.Read(gateway.Section("Files")),
            Batches = BatchOptions.Read(gateway.Section("Batches")),
            Providers = [.. gateway.Sections("Providers").Select(provider => ProviderOptionsReader.Read(provider, configuration, secret => hasVault || hasSecret(secret)))],
            Routing = RoutingOptionsReader.Read(gateway.Section("Routing")),
            Apps = [.. gateway.Sections("Apps").Select(AppPolicyReader.Read)],
            Quotas = [.. gateway.Sections("Quotas").Select(QuotaOptionsReader.Read).OfType<QuotaOptions>()],
            Alerts = [.. gateway.Sections("Alerts").Select(AlertOptionsReader.Read).OfType<AlertOptions>()],
            Experiments = [.. gateway.Sections("Experiments").Select(ExperimentOptionsReader.Read).OfType<ExperimentOptions>()],
        };

        AlertOptionsReader.CheckWebhooks(gateway, options);
        return gateway.Errors.Count == 0 ? options : throw new ConfigurationException(gateway.Errors);
    }

    /// <summary>Whether this is a developer's machine, by the variable that the Functions host sets or .NET's own.</summary>
    public static bool IsDevelopment(IConfiguration configuration) => string.Equals(
        configuration["AZURE_FUNCTIONS_ENVIRONMENT"] ?? configuration["DOTNET_ENVIRONMENT"] ?? configuration["ASPNETCORE_ENVIRONMENT"],
        "Development",
        StringComparison.OrdinalIgnoreCase);

    private static List<string> ReadProxies(SettingReader gateway)
    {
        List<string> proxies = [];
        foreach ((int index, string range) in gateway.List("TrustedProxies").Index())
        {
            if (AddressRanges.Normalize(range) is { } known)
            {
                proxies.Add(known);
            }
            else
            {
                gateway.Fail($"TrustedProxies__{index}", "must be an address or a range of addresses as CIDR");
            }
        }

        return proxies;
    }

    private static string? ReadKey(SettingReader gateway, string name)
    {
        string? key = gateway.Text(name);
        if (key?.Length < ShortestKey)
        {
            gateway.Fail(name, $"must have at least {ShortestKey} characters");
        }

        // Azure leaves the reference itself as the value, and anybody can guess that.
        if (key?.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) == true)
        {
            gateway.Fail(name, "is a reference to a secret of Key Vault that Azure could not read");
        }

        return key;
    }

    private static string? ReadDevKey(SettingReader gateway, IConfiguration configuration)
    {
        string? key = ReadKey(gateway, "DevKey");
        if (key is not null && !IsDevelopment(configuration))
        {
            gateway.Fail("DevKey", "works in Development only; elsewhere create keys through the management API");
        }

        return key;
    }
}
