namespace LlmFunctions.Configuration;

/// <summary>Everything that is configured by settings, validated. Each option has a row in docs/configuration.md.</summary>
public sealed record GatewayOptions
{
    /// <summary>The default of <see cref="MaxRequestBytes"/>.</summary>
    public const long DefaultMaxRequestBytes = 32 * 1024 * 1024;

    /// <summary>The default of <see cref="Deadline"/>: early enough for an answer before Azure's front end gives up at 230 s.</summary>
    public static TimeSpan DefaultDeadline { get; } = TimeSpan.FromSeconds(220);

    /// <summary>The key with management rights. Setting <c>Gateway__AdminKey</c>; without it the management API is closed.</summary>
    public string? AdminKey { get; init; }

    /// <summary>A gateway key of the app <c>default</c>, in Development only. Setting <c>Gateway__DevKey</c>.</summary>
    public string? DevKey { get; init; }

    /// <summary>A key that is good for reading <c>/metrics</c> and nothing else. Setting <c>Gateway__Metrics__Key</c>.</summary>
    public string? MetricsKey { get; init; }

    /// <summary>The Key Vault that holds the providers' keys. Setting <c>Gateway__KeyVault__Uri</c>.</summary>
    public Uri? KeyVaultUri { get; init; }

    /// <summary>
    /// Where, without a vault, keys are kept that are set through the management API. Setting <c>Gateway__Secrets__Folder</c>; in
    /// Development <c>.llm-functions</c> in the user's own folder, elsewhere none.
    /// </summary>
    public string? SecretsFolder { get; init; }

    /// <summary>
    /// The addresses of proxies before the app, whose word is taken for where a call comes from. Settings <c>Gateway__TrustedProxies__&lt;n&gt;</c>.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    public UsageOptions Usage { get; init; } = new();

    /// <summary>The largest request body in bytes. Setting <c>Gateway__MaxRequestBytes</c>.</summary>
    public long MaxRequestBytes { get; init; } = DefaultMaxRequestBytes;

    /// <summary>How long a stream may be silent before the client gets a sign of life. Setting <c>Gateway__PingInterval</c>.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(15);

    public IdentityOptions Identity { get; init; } = new();

    public CacheOptions Cache { get; init; } = new();

    public GuardOptions Guard { get; init; } = new();

    public BreakerOptions Breaker { get; init; } = new();

    public HealthOptions Health { get; init; } = new();

    /// <summary>How long a call may take with all its attempts, and a streamed answer with all its pieces. Setting <c>Gateway__Deadline</c>.</summary>
    public TimeSpan Deadline { get; init; } = DefaultDeadline;

    public RetryOptions Retry { get; init; } = new();

    public HedgeOptions Hedge { get; init; } = new();

    /// <summary>How long responses are kept; zero keeps none. Setting <c>Gateway__Responses__Retention</c>.</summary>
    public TimeSpan ResponsesRetention { get; init; } = TimeSpan.FromDays(30);

    public JobOptions Jobs { get; init; } = new();

    /// <summary>How many models a request for several may name. Setting <c>Gateway__Parallel__MaxModels</c>.</summary>
    public int ParallelMaxModels { get; init; } = 5;

    public FilesOptions Files { get; init; } = new();

    public BatchOptions Batches { get; init; } = new();

    public IReadOnlyList<ProviderOptions> Providers { get; init; } = [];

    public RoutingOptions Routing { get; init; } = new();

    public IReadOnlyList<AppPolicy> Apps { get; init; } = [];

    public IReadOnlyList<QuotaOptions> Quotas { get; init; } = [];

    public IReadOnlyList<AlertOptions> Alerts { get; init; } = [];

    public IReadOnlyList<ExperimentOptions> Experiments { get; init; } = [];
}
