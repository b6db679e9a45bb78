using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Usage;

namespace LlmFunctions.ParallelInference;

/// <summary>Calls one model through the pipeline. Its failure is its result, so that the others are not disturbed.</summary>
public sealed class ModelCaller(CallPipeline pipeline, TimeProvider timeProvider)
{
    /// <param name="call">The request that this is a part of.</param>
    /// <param name="model">The model, as the result names it.</param>
    /// <param name="request">What it is asked.</param>
    /// <param name="enough">Cancelled when the answer is not needed any more.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away; only then this throws.</param>
    public async Task<ParallelResult> CallAsync(ParallelCall call, string model, ClientRequest request, CancellationToken enough, CancellationToken cancellationToken)
    {
        ChatCall chat = new() { RequestId = call.RequestId, Caller = call.Caller, Dialect = call.Request.Dialect, Request = request, Wishes = call.Wishes };
        long start = timeProvider.GetTimestamp();
        using CancellationTokenSource timeout = new(call.Request.Timeout ?? Timeout.InfiniteTimeSpan, timeProvider);
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, enough, cancellationToken);
        try
        {
            WholeAnswer answer = (WholeAnswer)await pipeline.RunAsync(chat, any.Token);
            return Answered(answer, chat, Begin(null));
        }
        catch (Exception exception) when (exception is GatewayException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Begin(ErrorOf(exception, timeout.IsCancellationRequested, any.IsCancellationRequested));
        }

        ParallelResult Begin(ParallelError? error) => new()
        {
            Model = model,
            Provider = chat.Attempts is [.., { } last] ? last.Candidate.Provider.Name : null,
            LatencyMs = (long)timeProvider.GetElapsedTime(start).TotalMilliseconds,
            Cost = CostOf(chat),
            Error = error,
        };
    }

    private static ParallelError ErrorOf(Exception exception, bool timedOut, bool cancelled) => exception switch
    {
        // A failure that came before the cancellation, or in spite of it, is the better reason.
        GatewayException { Error: { Kind: not ErrorKind.ClientClosed } error } => ParallelError.Of(error),
        _ when timedOut => ParallelError.TimedOut,
        _ when cancelled => ParallelError.NotNeeded,
        _ => ParallelError.Of(((GatewayException)exception).Error),
    };

    private static ParallelResult Answered(WholeAnswer answer, ChatCall call, ParallelResult result)
    {
        ChatChoice? choice = answer.Response.Choices is [{ } first, ..] ? first : null;
        UsageRecord usage = UsageRecords.Of(call, answer.Attempt, "");
        return result with
        {
            Provider = answer.Attempt.Candidate.Provider.Name,
            Content = choice?.Message.Content?.AsText(),
            ToolCalls = choice?.Message.ToolCalls,
            FinishReason = choice?.FinishReason,
            Tokens = new ParallelTokens(usage.PromptTokens, usage.CompletionTokens, usage.PromptTokens + usage.CompletionTokens),
            Dropped = answer.Dropped.Count > 0 ? call.NamesOf(answer.Dropped) : null,
            Warning = answer.Attempt.Candidate.Notice?.Text,
        };
    }

    private static decimal? CostOf(ChatCall call) => call.Attempts
        .Where(static attempt => attempt.Outcome is not null)
        .Select(attempt => UsageRecords.Of(call, attempt, "").Cost)
        .Aggregate((decimal?)null, static (sum, cost) => cost is null ? sum : (sum ?? 0) + cost);
}
