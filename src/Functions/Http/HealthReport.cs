namespace LlmFunctions.Functions.Http;

/// <summary>The answer of the health endpoint.</summary>
public sealed record HealthReport
{
    public string Status { get; init; } = "healthy";

    /// <summary>How many providers are configured.</summary>
    public required int Providers { get; init; }
}
