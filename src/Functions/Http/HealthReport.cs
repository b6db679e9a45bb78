namespace LlmFunctions.Functions.Http;

/// <summary>The answer of the health endpoint.</summary>
public sealed record HealthReport
{
    /// <summary><c>healthy</c>; <c>degraded</c> when something cannot be called; <c>unhealthy</c> when no provider can.</summary>
    public required string Status { get; init; }

    /// <summary>How many providers are configured.</summary>
    public required int Providers { get; init; }

    /// <summary>What is known of each; for callers with a key.</summary>
    public IReadOnlyList<ProviderReport>? Details { get; init; }
}
