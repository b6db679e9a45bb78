using LlmFunctions.Chat;
using LlmFunctions.Usage;

namespace LlmFunctions.Pipeline;

/// <summary>Makes the record of an attempt.</summary>
internal static class UsageRecords
{
    // What fast models of the large vendors write; most stop when whom they write for has left.
    private const int TokensASecond = 100;

    public static UsageRecord Of(GatewayCall call, Attempt attempt, string priceVersion)
    {
        IModelRequest asked = call.Asked;
        (TokenUsage usage, bool estimated) = Tokens(call, attempt);
        decimal? price = attempt.Candidate.Info is { } info ? CostCalculator.Cost(usage, info) : null;
        decimal? cost = price;
        if (attempt.IsReplay)
        {
            // Nobody was asked: what the answer says that it used was used when it was first given.
            (usage, estimated, cost) = (default, false, 0);
        }

        return new UsageRecord
        {
            RequestId = call.RequestId,
            Attempt = attempt.Number,
            StartedAt = attempt.StartedAt,
            App = call.Caller.App,
            KeyId = call.Caller.KeyId,
            User = asked.UserId ?? asked.User,
            Experiment = call.Experiment?.Experiment,
            Variant = call.Experiment?.Variant,
            RequestedModel = asked.Model ?? attempt.Candidate.Model,
            Model = attempt.Candidate.Model,
            Provider = attempt.Candidate.Provider.Name,
            Account = attempt.Account,
            Dialect = call.Dialect.Name,
            Streamed = call.IsStreaming,
            PromptTokens = usage.PromptTokens,
            CompletionTokens = usage.CompletionTokens,
            CachedTokens = usage.CachedTokens,
            CacheWriteTokens = usage.CacheWriteTokens,
            ReasoningTokens = usage.ReasoningTokens,
            Images = usage.Images,
            Estimated = estimated,
            Cost = cost,
            Cached = attempt.IsReplay,
            SavedCost = attempt.IsReplay ? price : null,
            PriceVersion = price is null ? null : priceVersion,
            Outcome = attempt.Outcome ?? throw new InvalidOperationException("An attempt is recorded when it has ended."),
            Shares = attempt.Reservation?.Shares is { Length: > 0 } shares ? shares : null,
            UpstreamStatus = attempt.UpstreamStatus,
            FinishReason = attempt.FinishReason,
            Duration = attempt.Duration,
            TimeToFirstToken = attempt.TimeToFirstToken,
        };
    }

    /// <summary>
    /// The provider's own count where it sent one; of a stream that broke off what it had said until then and what was
    /// received. Otherwise, when it has or may have worked for this call, what was sent and received is counted; a provider that
    /// refused the request has used nothing.
    /// </summary>
    private static (TokenUsage Usage, bool Estimated) Tokens(GatewayCall call, Attempt attempt)
    {
        if (attempt.Usage is { } reported)
        {
            return (Charged(call, reported), false);
        }

        if (attempt.UsageSoFar is { } soFar)
        {
            return (Charged(call, soFar with { CompletionTokens = Math.Max(soFar.CompletionTokens, attempt.ReceivedTokens) }), true);
        }

        bool worked = attempt.Outcome is Attempt.Success or AttemptOutcomes.StreamCut || attempt.ReceivedTokens > 0 || MayHaveWorked(attempt);
        return worked
            ? (Charged(call, new TokenUsage(call.CountPrompt(), Math.Max(attempt.ReceivedTokens, Unseen(call, attempt)))), true)
            : (default, false);
    }

    private static TokenUsage Charged(GatewayCall call, TokenUsage tokens) => tokens with { Images = call.CountImages(), Requests = 1 };

    // It had the request and did not refuse it; what it answered, if anything, is not known.
    private static bool MayHaveWorked(Attempt attempt) => attempt is { IsSent: true, UpstreamStatus: null or (>= 200 and < 300) } && attempt.Outcome switch
    {
        AttemptOutcomes.ClientClosed or AttemptOutcomes.Timeout or AttemptOutcomes.Superseded => true,
        AttemptOutcomes.UpstreamError => attempt.UpstreamStatus is null || attempt.IsUnreadable,
        _ => false,
    };

    /// <summary>What was written for somebody who left before anything of it came. Without it, whoever leaves in time would have answers for the price of prompts.</summary>
    private static long Unseen(GatewayCall call, Attempt attempt) => call is ChatCall && attempt.Outcome is AttemptOutcomes.ClientClosed or AttemptOutcomes.Superseded
        ? Math.Min((long)(attempt.Duration.TotalSeconds * TokensASecond), attempt.Reservation?.MostOutput ?? AttemptLimits.LongestAnswer(call.OutputLimit, attempt.Candidate))
        : 0;
}
