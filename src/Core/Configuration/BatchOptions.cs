namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Batches__…</c>.</summary>
public sealed record BatchOptions
{
    /// <summary>How many lines of one batch are worked on at a time.</summary>
    public int Concurrency { get; init; } = 50;

    /// <summary>How many lines, of all batches together, each instance sends to one account of a provider at a time.</summary>
    public int AccountConcurrency { get; init; } = 50;

    /// <summary>How long batches and what came of them are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    internal static BatchOptions Read(SettingReader settings)
    {
        settings.AllowOnly([nameof(Concurrency), nameof(AccountConcurrency), nameof(Retention)]);
        BatchOptions defaults = new();
        return new BatchOptions
        {
            Concurrency = (int)(settings.Number(nameof(Concurrency), 1, 1000) ?? defaults.Concurrency),
            AccountConcurrency = (int)(settings.Number(nameof(AccountConcurrency), 1, 1000) ?? defaults.AccountConcurrency),
            Retention = settings.Duration(nameof(Retention), TimeSpan.FromDays(2), TimeSpan.FromDays(365)) ?? defaults.Retention,
        };
    }
}
