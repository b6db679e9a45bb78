using LlmFunctions.Errors;
using LlmFunctions.Usage;

namespace LlmFunctions.Pipeline;

/// <summary>What became of a call, and what its attempts used.</summary>
public sealed record CallOutcome
{
    /// <summary>The answer; null when the call failed.</summary>
    public CallAnswer? Answer { get; init; }

    /// <summary>Why it failed; null when there is an answer.</summary>
    public GatewayError? Error { get; init; }

    /// <summary>The records of the attempts, in their order; not in the ledger yet.</summary>
    public required IReadOnlyList<UsageRecord> Records { get; init; }
}
