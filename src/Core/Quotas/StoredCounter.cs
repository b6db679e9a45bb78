namespace LlmFunctions.Quotas;

/// <summary>A counter as a store has it.</summary>
/// <param name="Key">Which it is.</param>
/// <param name="Counter">How it stands.</param>
public sealed record StoredCounter(QuotaKey Key, QuotaCounter Counter);
