namespace LlmFunctions.Configuration;

/// <summary>Reads what is set about retries, hedging and timeouts.</summary>
internal static class ResilienceOptionsReader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static TimeSpan? ReadDeadline(SettingReader gateway) => gateway.Duration("Deadline", TimeSpan.FromSeconds(1), Longest);

    public static RetryOptions ReadRetry(SettingReader settings)
    {
        settings.AllowOnly(["MaxRetries", "Backoff", "MaxBackoff", "MaxRetryAfter"]);
        RetryOptions defaults = new();
        return new RetryOptions
        {
            MaxRetries = (int?)settings.Number("MaxRetries", 0, 10) ?? defaults.MaxRetries,
            Backoff = settings.Duration("Backoff", TimeSpan.Zero, TimeSpan.FromMinutes(1)) ?? defaults.Backoff,
            MaxBackoff = settings.Duration("MaxBackoff", TimeSpan.Zero, TimeSpan.FromMinutes(3)) ?? defaults.MaxBackoff,
            MaxRetryAfter = settings.Duration("MaxRetryAfter", TimeSpan.Zero, TimeSpan.FromMinutes(3)) ?? defaults.MaxRetryAfter,
        };
    }

    public static HedgeOptions ReadHedge(SettingReader settings)
    {
        settings.AllowOnly(["Enabled", "After"]);
        return new HedgeOptions { Enabled = settings.Switch("Enabled") ?? false, After = settings.Duration("After", Shortest, Longest) };
    }

    public static TimeoutOptions ReadTimeouts(SettingReader settings)
    {
        settings.AllowOnly(["Connect", "Headers", "FirstToken", "Idle", "Total"]);
        return new TimeoutOptions
        {
            Connect = Read(settings, "Connect"),
            Headers = Read(settings, "Headers"),
            FirstToken = Read(settings, "FirstToken"),
            Idle = Read(settings, "Idle"),
            Total = Read(settings, "Total"),
        };
    }

    public static IReadOnlyList<ModelTimeoutOptions> ReadModelTimeouts(SettingReader provider) =>
        [.. provider.Sections("ModelTimeouts").Select(ReadModel).OfType<ModelTimeoutOptions>()];

    private static ModelTimeoutOptions? ReadModel(SettingReader settings)
    {
        settings.AllowOnly(["Model", "Connect", "Headers", "FirstToken", "Idle", "Total"]);
        ModelTimeoutOptions options = new()
        {
            Model = settings.Text("Model") ?? "",
            Connect = Read(settings, "Connect"),
            Headers = Read(settings, "Headers"),
            FirstToken = Read(settings, "FirstToken"),
            Idle = Read(settings, "Idle"),
            Total = Read(settings, "Total"),
        };
        if (options.Model.Length > 0)
        {
            return options;
        }

        if (options is not { Connect: null, Headers: null, FirstToken: null, Idle: null, Total: null })
        {
            settings.Fail("Model", "is needed: whose timeouts are they?");
        }

        return null;
    }

    private static TimeSpan? Read(SettingReader settings, string name) => settings.Duration(name, Shortest, Longest);
}
