using LlmFunctions.Text;

namespace LlmFunctions.Usage;

/// <summary>What one attempt used and cost. Written once, never changed.</summary>
public sealed record UsageRecord
{
    /// <summary>Tells this record from every other, also of requests to which a client gave one id.</summary>
    public string Id { get; init; } = RandomId.New();

    /// <summary>
    /// Where in the ledger it goes, from 0 to 15, for a record that may be written again by another instance: only at the same place is
    /// the second write known for what it is. Null for wherever the instance writes.
    /// </summary>
    public int? Shard { get; init; }

    public required string RequestId { get; init; }

    /// <summary>The attempt's number within the request, from 1.</summary>
    public required int Attempt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string App { get; init; }

    public required string KeyId { get; init; }

    /// <summary>The end user, when the request named one.</summary>
    public string? User { get; init; }

    /// <summary>The model that the client asked for.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The experiment that split the call; null where none did.</summary>
    public string? Experiment { get; init; }

    /// <summary>The experiment's variant that the call was given to.</summary>
    public string? Variant { get; init; }

    /// <summary>The model that was called, as the provider knows it.</summary>
    public required string Model { get; init; }

    public required string Provider { get; init; }

    public required string Account { get; init; }

    /// <summary>The client's dialect.</summary>
    public required string Dialect { get; init; }

    public bool Streamed { get; init; }

    public long PromptTokens { get; init; }

    public long CompletionTokens { get; init; }

    public long CachedTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long ReasoningTokens { get; init; }

    /// <summary>The images of the prompt.</summary>
    public long Images { get; init; }

    /// <summary>Whether the provider sent no usage and the tokens were counted from what was sent and received.</summary>
    public bool Estimated { get; init; }

    /// <summary>US dollars; null when the catalog has no price for the model.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Whether the answer had been kept and no provider was called, so that nothing was used and nothing is to be paid.</summary>
    public bool Cached { get; init; }

    /// <summary>What a cached answer would have cost; null when the catalog has no price for the model.</summary>
    public decimal? SavedCost { get; init; }

    /// <summary>The version of the prices that <see cref="Cost"/> was computed with.</summary>
    public string? PriceVersion { get; init; }

    /// <summary><c>success</c>, or why there was none.</summary>
    public required string Outcome { get; init; }

    /// <summary>The provider's HTTP status, when it answered.</summary>
    public int? UpstreamStatus { get; init; }

    /// <summary>The shares of limits that it was booked on, separated by spaces; null where no limit applied.</summary>
    public string? Shares { get; init; }

    public string? FinishReason { get; init; }

    public required TimeSpan Duration { get; init; }

    public TimeSpan? TimeToFirstToken { get; init; }
}
