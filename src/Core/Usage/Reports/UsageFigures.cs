using LlmFunctions.Pipeline;

namespace LlmFunctions.Usage.Reports;

/// <summary>What attempts used and cost together, and how they went. Sums can be added, in any order, and nothing is rounded.</summary>
public sealed class UsageFigures
{
    /// <summary>The outcome of those that went well.</summary>
    public const string Success = Attempt.Success;

    /// <summary>Attempts, each of which has a record.</summary>
    public long Requests { get; set; }

    /// <summary>The calls that they were made for: each has one first attempt.</summary>
    public long Calls { get; set; }

    /// <summary>How they ended, with how many of each.</summary>
    public SortedDictionary<string, long> Outcomes { get; } = new(StringComparer.Ordinal);

    public long Streamed { get; set; }

    public long PromptTokens { get; set; }

    public long CompletionTokens { get; set; }

    public long CachedTokens { get; set; }

    public long CacheWriteTokens { get; set; }

    public long ReasoningTokens { get; set; }

    /// <summary>Those whose tokens are estimates.</summary>
    public long Estimated { get; set; }

    /// <summary>US dollars.</summary>
    public decimal Cost { get; set; }

    /// <summary>The sum of the squares of what each cost, by which it is known how far they are apart.</summary>
    public double CostSquares { get; set; }

    /// <summary>Those that have no cost, because no price is known.</summary>
    public long Unpriced { get; set; }

    public LatencyHistogram Durations { get; set; } = new();

    public LatencyHistogram FirstTokens { get; set; } = new();

    public long Successes => Outcomes.GetValueOrDefault(Success);

    /// <summary>Those that nobody waited for to the end: neither a success nor anybody's error.</summary>
    public long Cancelled => Outcomes.GetValueOrDefault(AttemptOutcomes.ClientClosed) + Outcomes.GetValueOrDefault(AttemptOutcomes.Superseded);

    public long Errors => Requests - Successes - Cancelled;

    /// <summary>The part of all that ended one way or the other which were errors; null without any.</summary>
    public double? ErrorRate => Requests - Cancelled is > 0 and var ended ? (double)Errors / ended : null;

    public void Add(UsageLine line)
    {
        Requests++;
        Calls += line.Attempt == 1 ? 1 : 0;
        AddOutcomes(line.Outcome, 1);
        Streamed += line.Streamed ? 1 : 0;
        PromptTokens += line.PromptTokens;
        CompletionTokens += line.CompletionTokens;
        CachedTokens += line.CachedTokens;
        CacheWriteTokens += line.CacheWriteTokens;
        ReasoningTokens += line.ReasoningTokens;
        Estimated += line.Estimated ? 1 : 0;
        Cost += line.Cost ?? 0;
        CostSquares += Math.Pow((double)(line.Cost ?? 0), 2);
        Unpriced += line.Cost is null ? 1 : 0;
        Durations.Add(line.DurationMs);
        if (line.TimeToFirstTokenMs is { } firstToken)
        {
            FirstTokens.Add(firstToken);
        }
    }

    public void Add(UsageFigures other)
    {
        Requests += other.Requests;
        Calls += other.Calls;
        foreach ((string outcome, long count) in other.Outcomes)
        {
            AddOutcomes(outcome, count);
        }

        Streamed += other.Streamed;
        PromptTokens += other.PromptTokens;
        CompletionTokens += other.CompletionTokens;
        CachedTokens += other.CachedTokens;
        CacheWriteTokens += other.CacheWriteTokens;
        ReasoningTokens += other.ReasoningTokens;
        Estimated += other.Estimated;
        Cost += other.Cost;
        CostSquares += other.CostSquares;
        Unpriced += other.Unpriced;
        Durations.Add(other.Durations);
        FirstTokens.Add(other.FirstTokens);
    }

    public void AddOutcomes(string outcome, long count) => Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + count;
}
