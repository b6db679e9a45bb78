using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Usage;

namespace LlmFunctions.ParallelInference;

/// <summary>The call of one model while it is under way: how long it may take, and what its result is. Its failure is its result, so that the others are not disturbed.</summary>
internal sealed class ModelCall : IDisposable
{
    private readonly string _model;
    private readonly TimeProvider _timeProvider;
    private readonly long _start;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _any;

    /// <param name="call">The request that this is a part of.</param>
    /// <param name="model">The model, as the result names it.</param>
    /// <param name="request">What it is asked.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="unwanted">Cancelled when the answer is not needed any more.</param>
    public ModelCall(ParallelCall call, string model, ClientRequest request, TimeProvider timeProvider, CancellationToken unwanted)
    {
        _model = model;
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
        _timeout = new CancellationTokenSource(call.Request.Timeout ?? Timeout.InfiniteTimeSpan, timeProvider);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, unwanted);
        Chat = call.ChatOf(request);
    }

    public ChatCall Chat { get; }

    /// <summary>Cancelled when the call is to be given up.</summary>
    public CancellationToken Token => _any.Token;

    public ParallelResult Answered(WholeAnswer answer)
    {
        ChatChoice? choice = answer.Response.Choices is [{ } first, ..] ? first : null;
        UsageRecord usage = UsageRecords.Of(Chat, answer.Attempt, "");
        return Begin(null) with
        {
            Provider = answer.Attempt.Candidate.Provider.Name,
            Content = choice?.Message.Content?.AsText(),
            ToolCalls = choice?.Message.ToolCalls,
            FinishReason = choice?.FinishReason,
            Tokens = new ParallelTokens(usage.PromptTokens, usage.CompletionTokens, usage.PromptTokens + usage.CompletionTokens),
            Dropped = answer.Dropped.Count > 0 ? Chat.NamesOf(answer.Dropped) : null,
            Warning = answer.Attempt.Candidate.Notice?.Text,
        };
    }

    /// <param name="error">Why there is no answer; null where it was only cancelled.</param>
    public ParallelResult Failed(GatewayError? error) => Begin(error switch
    {
        // A failure that came before the cancellation, or in spite of it, is the better reason.
        { Kind: not ErrorKind.ClientClosed } => ParallelError.Of(error),
        _ when _timeout.IsCancellationRequested => ParallelError.TimedOut,
        _ => ParallelError.NotNeeded,
    });

    public void Dispose()
    {
        _any.Dispose();
        _timeout.Dispose();
    }

    private ParallelResult Begin(ParallelError? error) => new()
    {
        Model = _model,
        Provider = Chat.Attempts is [.., { } last] ? last.Candidate.Provider.Name : null,
        LatencyMs = (long)_timeProvider.GetElapsedTime(_start).TotalMilliseconds,
        Cost = Cost(),
        Error = error,
    };

    private decimal? Cost() => Chat.Attempts
        .Where(static attempt => attempt.Outcome is not null)
        .Select(attempt => UsageRecords.Of(Chat, attempt, "").Cost)
        .Aggregate((decimal?)null, static (sum, cost) => cost is null ? sum : (sum ?? 0) + cost);
}
