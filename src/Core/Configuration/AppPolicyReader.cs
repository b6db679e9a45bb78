namespace LlmFunctions.Configuration;

/// <summary>Reads the settings of one app.</summary>
internal static class AppPolicyReader
{
    private static readonly string[] Known = ["Strategy", "AllowedModels", "Fallbacks", "MaxRetries", "Backoff", "Cache", "CacheTtl", "CacheGroup", "Guard"];

    public static AppPolicy Read(SettingReader settings)
    {
        settings.AllowOnly(Known);
        return new AppPolicy
        {
            Name = settings.Name,
            Strategy = RoutingOptionsReader.ReadStrategy(settings),
            AllowedModels = settings.List("AllowedModels"),
            Fallbacks = settings.List("Fallbacks"),
            MaxRetries = (int?)settings.Number("MaxRetries", 0, 20),
            Backoff = settings.Duration("Backoff", TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            Cache = settings.Switch("Cache"),
            CacheTtl = settings.Duration("CacheTtl", CacheOptions.ShortestTtl, CacheOptions.LongestTtl),
            CacheGroup = settings.Text("CacheGroup"),
            Guard = settings.Has("Guard") ? GuardOptionsReader.Read(settings.Section("Guard")) : null,
        };
    }
}
