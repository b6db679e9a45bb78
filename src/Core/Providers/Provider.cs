using LlmFunctions.Configuration;

namespace LlmFunctions.Providers;

/// <summary>A provider that is configured: its definition with the settings applied.</summary>
public sealed record Provider
{
    private readonly IReadOnlyList<Account>? _accounts;
    private readonly string? _connectionKey;

    public required string Name { get; init; }

    public required IProviderDialect Dialect { get; init; }

    /// <summary>The credentials that it is called with, at least one.</summary>
    public IReadOnlyList<Account> Accounts
    {
        get => _accounts ?? [new Account { Id = Account.DefaultId, Provider = this }];
        init => _accounts = value;
    }

    /// <summary>Where its API is, with a trailing slash.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>The key itself, when the settings hold it.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The name of the secret that holds the key.</summary>
    public string? Secret { get; init; }

    public TimeSpan Timeout { get; init; } = ProviderOptions.DefaultTimeout;

    public TimeoutOptions Timeouts { get; init; } = new();

    public IReadOnlyList<ModelTimeoutOptions> ModelTimeouts { get; init; } = [];

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Models named in the settings.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Whether it serves no other models than those.</summary>
    public bool OnlyNamedModels { get; init; }

    /// <summary>The provider whose models in the catalog are this one's as well; null for its own name.</summary>
    public string? Catalog { get; init; }

    public string CatalogName => Catalog ?? Name;

    /// <summary>Models that must be on the provider's own disk.</summary>
    public IReadOnlyList<string> RequiredModels { get; init; } = [];

    /// <summary>Whether required models that are missing are fetched.</summary>
    public bool AutoDownload { get; init; }

    public IReadOnlyList<string> ModelPrefixes { get; init; } = [];

    /// <summary>Whether its models are reached as <c>provider/model</c> only.</summary>
    public bool QualifiedOnly { get; init; }

    /// <summary>The model that probes ask for one token; null when they ask for the list of models.</summary>
    public string? ProbeModel { get; init; }

    /// <summary>What its connections are kept under: accounts of one address share them.</summary>
    public string ConnectionKey { get => _connectionKey ?? Name; init => _connectionKey = value; }

    /// <summary>Tells it from one of the same name in another configuration: a hash of all that it was made of. Empty where there is only one configuration.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Whether it is told of the trace that a request belongs to.</summary>
    public bool TraceContext { get; init; }

    public ProviderQuirks Quirks { get; init; } = ProviderQuirks.None;

    public Func<TimeProvider, HttpMessageHandler>? InProcess { get; init; }

    /// <summary>As it is called for a model: with connections of their own for models that have a time of their own to make one.</summary>
    public Provider CalledFor(string model) =>
        ModelTimeouts.FirstOrDefault(timeouts => timeouts.IsFor(model))?.Connect is { } connect && connect != Timeouts.Connect
            ? this with { Timeouts = Timeouts with { Connect = connect }, ConnectionKey = $"{ConnectionKey} {connect}" }
            : this;
}
