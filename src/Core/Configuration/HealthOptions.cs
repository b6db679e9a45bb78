namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Health__…</c>: how instances share what they know of accounts, and how accounts are probed.</summary>
public sealed record HealthOptions
{
    /// <summary>Whether what is known keeps anything from being called; off only for measuring and for tests of clients.</summary>
    public bool Enforced { get; init; } = true;

    /// <summary>How old the view of what other instances found out may grow.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether accounts are probed.</summary>
    public bool Probes { get; init; } = true;

    /// <summary>How often an account is probed; the timer looks once a minute.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The quota window of accounts: one whose quota is used up is tried again when the next window begins.</summary>
    public TimeSpan QuotaWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the results of probes are kept.</summary>
    public TimeSpan KeepHistory { get; init; } = TimeSpan.FromDays(7);

    internal static HealthOptions Read(SettingReader settings)
    {
        settings.AllowOnly([nameof(Enforced), nameof(RefreshInterval), nameof(Probes), nameof(ProbeInterval), nameof(QuotaWindow), nameof(KeepHistory)]);
        HealthOptions defaults = new();
        return new HealthOptions
        {
            Enforced = settings.Switch(nameof(Enforced)) ?? defaults.Enforced,
            RefreshInterval = settings.Duration(nameof(RefreshInterval), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)) ?? defaults.RefreshInterval,
            Probes = settings.Switch(nameof(Probes)) ?? defaults.Probes,
            ProbeInterval = settings.Duration(nameof(ProbeInterval), TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)) ?? defaults.ProbeInterval,
            QuotaWindow = settings.Duration(nameof(QuotaWindow), TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)) ?? defaults.QuotaWindow,
            KeepHistory = settings.Duration(nameof(KeepHistory), TimeSpan.FromDays(1), TimeSpan.FromDays(366)) ?? defaults.KeepHistory,
        };
    }
}
