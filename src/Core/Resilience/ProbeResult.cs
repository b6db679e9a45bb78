namespace LlmFunctions.Resilience;

/// <summary>What a probe found out.</summary>
public enum ProbeResult
{
    /// <summary>The account can be called.</summary>
    Good,

    /// <summary>The provider answers; whether it takes the credentials is not known.</summary>
    Reachable,

    /// <summary>The provider refuses the credentials.</summary>
    Refused,

    /// <summary>The provider does not answer, or fails.</summary>
    Failed,
}
