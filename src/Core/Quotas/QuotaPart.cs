using LlmFunctions.Configuration;

namespace LlmFunctions.Quotas;

/// <summary>What an attempt has reserved of one limit.</summary>
internal sealed record QuotaPart(QuotaOptions Rule, Allowance Allowance)
{
    public decimal Reserved { get; set; }

    /// <summary>What the prompt takes of it.</summary>
    public required decimal Prompt { get; init; }

    /// <summary>What one more token of each answer takes of it.</summary>
    public required decimal OutputToken { get; init; }

    public bool IsHard => Rule.Mode == QuotaMode.Hard;
}
