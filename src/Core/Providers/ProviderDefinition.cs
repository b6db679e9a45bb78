namespace LlmFunctions.Providers;

/// <summary>A provider that the gateway knows by name: everything that is the same for all who use it.</summary>
public sealed record ProviderDefinition
{
    /// <summary>The name in configuration, in <c>provider/model</c> ids and in records.</summary>
    public required string Name { get; init; }

    public required IProviderDialect Dialect { get; init; }

    /// <summary>Where its API is; null when every user has an address of their own.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The environment variables that its own tools read the key from, in order of preference.</summary>
    public IReadOnlyList<string> KeyVariables { get; init; } = [];

    /// <summary>Makes the key of its variables; null when the first that is set is the key.</summary>
    public Func<Func<string, string?>, string?>? ReadKey { get; init; }

    /// <summary>The environment variables that its own tools read the cloud region from, in order of preference.</summary>
    public IReadOnlyList<string> RegionVariables { get; init; } = [];

    /// <summary>Whether calls without a key make sense.</summary>
    public bool KeyOptional { get; init; }

    /// <summary>Whether it serves without being configured.</summary>
    public bool AlwaysOn { get; init; }

    /// <summary>How the names of its models begin, for models that the catalog does not list.</summary>
    public IReadOnlyList<string> ModelPrefixes { get; init; } = [];

    /// <summary>Whether its models are reached as <c>provider/model</c> only, never by their plain id.</summary>
    public bool QualifiedOnly { get; init; }

    public ProviderQuirks Quirks { get; init; } = ProviderQuirks.None;

    /// <summary>Serves the calls inside this process instead of over the network; null for every real provider.</summary>
    public Func<TimeProvider, HttpMessageHandler>? InProcess { get; init; }
}
