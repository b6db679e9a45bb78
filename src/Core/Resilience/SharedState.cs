namespace LlmFunctions.Resilience;

/// <summary>What instances tell each other about an account or a target.</summary>
public enum SharedState
{
    /// <summary>It can be called.</summary>
    Good,

    /// <summary>The target's breaker is open.</summary>
    Open,

    /// <summary>The account may not call the target's model.</summary>
    Forbidden,

    /// <summary>The account is asked to wait.</summary>
    Cooling,

    /// <summary>The account waits, because its secret could not be read.</summary>
    NoSecret,

    /// <summary>The account's quota is used up.</summary>
    Exhausted,

    /// <summary>The account's credentials are refused.</summary>
    Invalid,
}
