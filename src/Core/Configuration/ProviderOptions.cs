namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Providers__&lt;name&gt;__…</c> of one provider.</summary>
public sealed record ProviderOptions
{
    /// <summary>The default of <see cref="Timeout"/>: under the 230 s at which Azure's front end cuts an HTTP response.</summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromSeconds(210);

    public required string Name { get; init; }

    /// <summary>The wire format; needed for providers that the gateway does not know by name.</summary>
    public string? Dialect { get; init; }

    /// <summary>Where the provider is, as its own SDK takes it.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The provider's key itself; for laptops.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The name of the secret that holds the key, in Key Vault or, without a vault, among the settings.</summary>
    public string? Secret { get; init; }

    /// <summary>Switches the provider on without a key, or off altogether.</summary>
    public bool? Enabled { get; init; }

    /// <summary>How long a whole answer may take, and how long a stream may be silent. In seconds or as hh:mm:ss.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    public TimeoutOptions Timeouts { get; init; } = new();

    /// <summary>What differs of <see cref="Timeouts"/> for single models; the first that fits counts.</summary>
    public IReadOnlyList<ModelTimeoutOptions> ModelTimeouts { get; init; } = [];

    /// <summary>Headers that every request to the provider carries besides its own.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether requests carry <c>traceparent</c>, so that the provider's spans join the trace; never baggage.</summary>
    public bool TraceContext { get; init; }

    /// <summary>Models that it serves besides those of the catalog.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Its accounts, where there are several, or where one has limits of its own.</summary>
    public IReadOnlyList<AccountOptions> Accounts { get; init; } = [];

    /// <summary>The model that probes ask for one token; without it they ask for the list of models, which is free.</summary>
    public string? ProbeModel { get; init; }

    /// <summary>The cloud region, for dialects whose address and signatures contain it.</summary>
    public string? Region { get; init; }

    /// <summary>The version of the provider's API, for dialects whose addresses contain it.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Which deployment serves a model, by the model's id, for dialects that call deployments instead of models.</summary>
    public IReadOnlyDictionary<string, string> Deployments { get; init; } = new Dictionary<string, string>();

    /// <summary>What the token of the app's identity is for, where there is no key.</summary>
    public string? TokenScope { get; init; }

    /// <summary>The client id of the identity whose token is taken where there is no key; null for the app's usual one.</summary>
    public string? ClientId { get; init; }

    /// <summary>Models that must be on the provider's own disk; they are served like <see cref="Models"/>.</summary>
    public IReadOnlyList<string> RequiredModels { get; init; } = [];

    /// <summary>Whether required models that are missing are fetched; else they are only reported.</summary>
    public bool AutoDownload { get; init; }
}
