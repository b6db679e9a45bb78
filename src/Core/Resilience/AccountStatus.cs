namespace LlmFunctions.Resilience;

/// <summary>Whether an account can be called.</summary>
public enum AccountStatus
{
    /// <summary>It can.</summary>
    Active,

    /// <summary>The provider asked to wait.</summary>
    Cooling,

    /// <summary>Its quota at the provider is used up.</summary>
    Exhausted,

    /// <summary>The provider refuses its credentials.</summary>
    Invalid,

    /// <summary>It is switched off.</summary>
    Disabled,
}
