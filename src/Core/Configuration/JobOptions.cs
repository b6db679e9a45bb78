namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Jobs__…</c>: work that outlives its request.</summary>
public sealed record JobOptions
{
    // A secret that can be guessed is none.
    private const int ShortestSecret = 16;

    /// <summary>How long jobs, what was asked in them and what came of them are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The longest that a job waits at a time for a provider that asks for it.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The hosts that may be told of the end of a job: names, or <c>*.</c> and the end of names. None by default.</summary>
    public IReadOnlyList<string> WebhookHosts { get; init; } = [];

    /// <summary>What webhooks are signed with.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>Whether webhooks may go to this machine itself, without TLS too: for tests and development.</summary>
    public bool WebhookLoopback { get; init; }

    internal static JobOptions Read(SettingReader settings)
    {
        settings.AllowOnly([nameof(Retention), nameof(MaxWait), nameof(WebhookHosts), nameof(WebhookSecret), nameof(WebhookLoopback)]);
        JobOptions defaults = new();
        JobOptions options = new()
        {
            Retention = settings.Duration(nameof(Retention), TimeSpan.FromHours(1), TimeSpan.FromDays(365)) ?? defaults.Retention,
            MaxWait = settings.Duration(nameof(MaxWait), TimeSpan.Zero, TimeSpan.FromDays(1)) ?? defaults.MaxWait,
            WebhookHosts = settings.List(nameof(WebhookHosts)),
            WebhookSecret = settings.Text(nameof(WebhookSecret)),
            WebhookLoopback = settings.Switch(nameof(WebhookLoopback)) ?? false,
        };
        Check(settings, options);
        return options;
    }

    private static void Check(SettingReader settings, JobOptions options)
    {
        foreach (string host in options.WebhookHosts.Where(static host => Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) == UriHostNameType.Unknown))
        {
            settings.Fail(nameof(WebhookHosts), $"has '{host}', which is neither a host's name nor '*.' and the end of one");
        }

        if (options.WebhookSecret?.Length < ShortestSecret)
        {
            settings.Fail(nameof(WebhookSecret), $"must have at least {ShortestSecret} characters");
        }

        if (options is { WebhookSecret: null } && (options.WebhookHosts.Count > 0 || options.WebhookLoopback))
        {
            settings.Fail(nameof(WebhookSecret), "is needed where webhooks are allowed: they are signed with it");
        }
    }
}
