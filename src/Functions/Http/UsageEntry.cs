using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Functions.Http;

/// <summary>Figures of attempts: all together, or of one group. What the endpoint does not tell is absent.</summary>
public sealed record UsageEntry
{
    /// <summary>The beginning of the hour or the day.</summary>
    public DateTimeOffset? Start { get; init; }

    public string? App { get; init; }

    public string? Provider { get; init; }

    public string? Account { get; init; }

    public string? Model { get; init; }

    /// <summary>The end user; empty for calls that named none.</summary>
    public string? User { get; init; }

    /// <summary>The gateway key's id.</summary>
    public string? Key { get; init; }

    /// <summary>Attempts.</summary>
    public required long Requests { get; init; }

    public long? Successes { get; init; }

    public long? Errors { get; init; }

    /// <summary>Those that nobody waited for to the end.</summary>
    public long? Cancelled { get; init; }

    /// <summary>How attempts ended that were no success, with how many of each.</summary>
    public IReadOnlyDictionary<string, long>? Failures { get; init; }

    /// <summary>Errors among those that were not cancelled, from 0 to 1.</summary>
    public double? ErrorRate { get; init; }

    public long? StreamedRequests { get; init; }

    public long? PromptTokens { get; init; }

    public long? CompletionTokens { get; init; }

    public long? TotalTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? CacheWriteTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    /// <summary>Attempts whose tokens are estimates.</summary>
    public long? EstimatedRequests { get; init; }

    /// <summary>US dollars, exact.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Attempts that are not in <see cref="Cost"/>, because no price is known.</summary>
    public long? UnpricedRequests { get; init; }

    public LatencyEntry? LatencyMs { get; init; }

    public LatencyEntry? TimeToFirstTokenMs { get; init; }

    internal static UsageEntry Of(UsageKey key, UsageFigures figures, UsageView view)
    {
        bool usage = view.HasFlag(UsageView.Usage);
        bool cost = view.HasFlag(UsageView.Cost);
        bool performance = view.HasFlag(UsageView.Performance);
        return new UsageEntry
        {
            Start = key.Start,
            App = key.App,
            Provider = key.Provider,
            Account = key.Account,
            Model = key.Model,
            User = key.User,
            Key = key.Key,
            Requests = figures.Requests,
            Successes = usage || performance ? figures.Successes : null,
            Errors = usage || performance ? figures.Errors : null,
            Cancelled = usage || performance ? figures.Cancelled : null,
            Failures = usage || performance ? figures.Outcomes.Where(static outcome => outcome.Key != UsageFigures.Success).ToDictionary() : null,
            ErrorRate = performance ? figures.ErrorRate : null,
            StreamedRequests = usage ? figures.Streamed : null,
            PromptTokens = usage ? figures.PromptTokens : null,
            CompletionTokens = usage ? figures.CompletionTokens : null,
            TotalTokens = usage || cost ? figures.PromptTokens + figures.CompletionTokens : null,
            CachedTokens = usage ? figures.CachedTokens : null,
            CacheWriteTokens = usage ? figures.CacheWriteTokens : null,
            ReasoningTokens = usage ? figures.ReasoningTokens : null,
            EstimatedRequests = usage ? figures.Estimated : null,
            Cost = cost ? figures.Cost : null,
            UnpricedRequests = cost ? figures.Unpriced : null,
            LatencyMs = performance ? LatencyEntry.Of(figures.Durations) : null,
            TimeToFirstTokenMs = performance ? LatencyEntry.Of(figures.FirstTokens) : null,
        };
    }
}
