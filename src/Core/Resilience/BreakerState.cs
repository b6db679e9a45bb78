namespace LlmFunctions.Resilience;

/// <summary>Whether a target may be called.</summary>
public enum BreakerState
{
    /// <summary>It may.</summary>
    Closed,

    /// <summary>It failed too often, and is not called.</summary>
    Open,

    /// <summary>One call at a time finds out whether it has recovered.</summary>
    HalfOpen,
}
