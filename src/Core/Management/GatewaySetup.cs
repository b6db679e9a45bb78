using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Providers;

namespace LlmFunctions.Management;

/// <summary>A whole configuration that was checked: settings and documents together.</summary>
public sealed record GatewaySetup
{
    public required GatewayOptions Options { get; init; }

    public required ProviderRegistry Providers { get; init; }

    public required ModelCatalog Catalog { get; init; }

    /// <summary>The configuration of the management API that it has; null for that of the settings alone.</summary>
    public ConfigurationHead? Head { get; init; }

    /// <summary>What is allowed, but perhaps not meant.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
