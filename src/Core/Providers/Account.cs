namespace LlmFunctions.Providers;

/// <summary>One of the sets of credentials that a provider is called with, with limits of its own.</summary>
public sealed record Account
{
    /// <summary>The id of the only account of a provider.</summary>
    public const string DefaultId = "default";

    /// <summary>The id in settings, records and answers; never a part of a key.</summary>
    public required string Id { get; init; }

    /// <summary>The provider as it is called with this account: its key, its address and its headers.</summary>
    public required Provider Provider { get; init; }

    /// <summary>Its share of the calls, relative to the provider's other accounts.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The most requests that it is sent in a minute; null for as many as there are.</summary>
    public long? RequestsPerMinute { get; init; }

    /// <summary>The most tokens that it is to use in a minute; null for as many as there are.</summary>
    public long? TokensPerMinute { get; init; }

    public bool Enabled { get; init; } = true;
}
