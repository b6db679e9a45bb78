namespace LlmFunctions.Alerts;

/// <summary>What an alert watches.</summary>
public enum AlertKind
{
    /// <summary>How much of a limit is used.</summary>
    Quota,

    /// <summary>The part of attempts that failed.</summary>
    ErrorRate,

    /// <summary>How long the slowest twentieth of attempts takes at least.</summary>
    Latency,

    /// <summary>The health score of an account.</summary>
    Health,

    /// <summary>Whether a provider can be called.</summary>
    ProviderDown,

    /// <summary>What is spent, compared with the week before.</summary>
    Spend,
}
