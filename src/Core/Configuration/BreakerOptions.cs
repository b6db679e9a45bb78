namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Breaker__…</c>: when a target is given time to recover.</summary>
public sealed record BreakerOptions
{
    /// <summary>How many failures in a row open the breaker.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>How long it stays open before a single call may try.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many such tries in a row must go well to close it.</summary>
    public int Successes { get; init; } = 3;

    internal static BreakerOptions Read(SettingReader settings)
    {
        settings.AllowOnly([nameof(Failures), nameof(OpenFor), nameof(Successes)]);
        BreakerOptions defaults = new();
        return new BreakerOptions
        {
            Failures = (int)(settings.Number(nameof(Failures), 1, 1000) ?? defaults.Failures),
            OpenFor = settings.Duration(nameof(OpenFor), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? defaults.OpenFor,
            Successes = (int)(settings.Number(nameof(Successes), 1, 100) ?? defaults.Successes),
        };
    }
}
