namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Cache__…</c>: answers that are kept for requests that come again.</summary>
public sealed record CacheOptions
{
    internal static readonly TimeSpan ShortestTtl = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan LongestTtl = TimeSpan.FromDays(30);

    /// <summary>Whether they are, for apps that say nothing else.</summary>
    public bool Enabled { get; init; }

    /// <summary>For how long.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Conversations that ask for a higher temperature are left alone; null leaves none alone.</summary>
    public double? MaxTemperature { get; init; }

    internal static CacheOptions Read(SettingReader settings)
    {
        settings.AllowOnly([nameof(Enabled), nameof(Ttl), nameof(MaxTemperature)]);
        CacheOptions defaults = new();
        return new CacheOptions
        {
            Enabled = settings.Switch(nameof(Enabled)) ?? defaults.Enabled,
            Ttl = settings.Duration(nameof(Ttl), ShortestTtl, LongestTtl) ?? defaults.Ttl,
            MaxTemperature = (double?)settings.Amount(nameof(MaxTemperature)),
        };
    }
}
