namespace LlmFunctions.Functions.Http;

/// <summary>The answer of the readiness endpoint.</summary>
public sealed record ReadinessReport
{
    /// <summary><c>ready</c>, or <c>not_ready</c> when no provider can be called.</summary>
    public required string Status { get; init; }
}
