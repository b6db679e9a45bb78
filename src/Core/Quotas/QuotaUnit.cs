namespace LlmFunctions.Quotas;

/// <summary>What a limit counts.</summary>
public enum QuotaUnit
{
    /// <summary>Attempts, each of which has a usage record.</summary>
    Requests,

    /// <summary>Tokens of prompts and answers together.</summary>
    Tokens,

    /// <summary>US dollars.</summary>
    Money,
}
