namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Usage__…</c>: whether usage is recorded, and how long it is kept.</summary>
public sealed record UsageOptions
{
    /// <summary>Whether attempts are recorded; off only for measuring.</summary>
    public bool Ledger { get; init; } = true;

    /// <summary>How long the records of attempts are kept.</summary>
    public TimeSpan KeepRecords { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long the sums of hours are kept.</summary>
    public TimeSpan KeepHours { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long the sums of days are kept.</summary>
    public TimeSpan KeepDays { get; init; } = TimeSpan.FromDays(1100);

    internal static UsageOptions Read(SettingReader settings)
    {
        settings.AllowOnly([nameof(Ledger), nameof(KeepRecords), nameof(KeepHours), nameof(KeepDays)]);
        UsageOptions defaults = new();
        return new UsageOptions
        {
            Ledger = settings.Switch(nameof(Ledger)) ?? defaults.Ledger,
            KeepRecords = Days(settings, nameof(KeepRecords)) ?? defaults.KeepRecords,
            KeepHours = Days(settings, nameof(KeepHours)) ?? defaults.KeepHours,
            KeepDays = Days(settings, nameof(KeepDays)) ?? defaults.KeepDays,
        };
    }

    // A day at least, so that today can always be told; less than ten thousand, so that no date is out of range.
    private static TimeSpan? Days(SettingReader settings, string name) => settings.Duration(name, TimeSpan.FromDays(2), TimeSpan.FromDays(3660));
}
