using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Usage;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Diagnostics;

/// <summary>Tells of every call in spans, metrics and one log line; what was said in it is in none of them.</summary>
internal sealed class CallObserver(CallMetrics metrics, TimeProvider timeProvider, ILogger<CallObserver> logger)
{
    public void Begin(GatewayCall call)
    {
        call.Began = timeProvider.GetTimestamp();
        call.Span = CallSpans.StartCall(call, timeProvider.GetUtcNow());
    }

    /// <summary>All attempts have ended.</summary>
    /// <param name="call">Whose attempts.</param>
    /// <param name="records">What each of them used, in their order.</param>
    public void EndAttempts(GatewayCall call, IReadOnlyList<UsageRecord> records)
    {
        for (int i = 0; i < records.Count; i++)
        {
            if (records[i].Cached)
            {
                // These are about providers, and none was asked.
                continue;
            }

            metrics.Add(records[i]);
            GenAiInstruments.Record(call, call.Attempts[i], records[i]);
            CallSpans.EndAttempt(call.Attempts[i], records[i]);
        }
    }

    /// <summary>The call has ended, and there is nothing more to wait for.</summary>
    /// <param name="call">Which.</param>
    /// <param name="records">What its attempts used.</param>
    /// <param name="failure">Why it failed, where that is not how its last attempt ended.</param>
    public void End(GatewayCall call, IReadOnlyList<UsageRecord> records, Exception? failure)
    {
        int served = ServedBy(records);
        UsageRecord? record = served < 0 ? null : records[served];
        string outcome = failure is null ? record?.Outcome ?? AttemptOutcomes.ClientClosed : OutcomeOf(failure, record);
        CallSpans.EndCall(call, served < 0 ? null : call.Attempts[served], record, outcome, timeProvider.GetUtcNow());
        if (logger.IsEnabled(LogLevel.Information))
        {
            Log.CallEnded(
                logger,
                call.RequestId,
                call.Caller.App,
                call.Operation,
                (record?.Model ?? call.Asked.Model) is { } model ? PlainText.Of(model) : null,
                record?.Provider,
                outcome,
                timeProvider.GetElapsedTime(call.Began).TotalMilliseconds,
                records.Count,
                record?.PromptTokens ?? 0,
                record?.CompletionTokens ?? 0);
        }
    }

    /// <summary>The attempt that gave the answer, else the last one.</summary>
    private static int ServedBy(IReadOnlyList<UsageRecord> records)
    {
        for (int i = 0; i < records.Count; i++)
        {
            if (records[i].Outcome == Attempt.Success)
            {
                return i;
            }
        }

        return records.Count - 1;
    }

    // The attempt's word says more than the error that the client gets, where the error is the attempt's.
    private static string OutcomeOf(Exception failure, UsageRecord? record) => failure switch
    {
        GatewayException { Error.Kind: var kind } when record is not null && record.Outcome == AttemptOutcomes.Of(kind) => record.Outcome,
        GatewayException { Error.Kind: ErrorKind.ClientClosed } or OperationCanceledException => AttemptOutcomes.ClientClosed,
        GatewayException { Error.Kind: var kind } => ErrorKinds.Describe(kind).Code,
        _ => AttemptOutcomes.Of(ErrorKind.Internal),
    };
}
