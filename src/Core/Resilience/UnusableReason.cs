namespace LlmFunctions.Resilience;

/// <summary>Why a candidate cannot be called now, the one that is over first where its accounts differ.</summary>
public enum UnusableReason
{
    /// <summary>It can be called.</summary>
    None,

    /// <summary>The account's own limit of requests or tokens a minute is reached.</summary>
    LimitReached,

    /// <summary>The provider asked to wait.</summary>
    Cooling,

    /// <summary>The account's secret could not be read.</summary>
    NoSecret,

    /// <summary>It failed too often of late.</summary>
    CircuitOpen,

    /// <summary>The account's quota at the provider is used up.</summary>
    Exhausted,

    /// <summary>The provider refuses the account's credentials.</summary>
    Invalid,

    /// <summary>Every account is switched off.</summary>
    Disabled,
}
