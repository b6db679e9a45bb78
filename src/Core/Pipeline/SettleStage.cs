using System.Runtime.CompilerServices;
using LlmFunctions.Diagnostics;
using LlmFunctions.Errors;
using LlmFunctions.Usage;

namespace LlmFunctions.Pipeline;

/// <summary>
/// Sees to it that every attempt is in the ledger before the client has the end of its answer, however the call ends, and that
/// whoever watches is told.
/// </summary>
internal sealed class SettleStage(UsageRecorder recorder, CallObserver observer) : ICallStage
{
    public async Task<CallAnswer> RunAsync(GatewayCall call, CallNext next, CancellationToken cancellationToken)
    {
        observer.Begin(call);
        CallAnswer answer;
        try
        {
            answer = await next(call, cancellationToken);
        }
        catch (Exception failure)
        {
            // There is no answer to withhold: why the call failed is what the client has to know.
            await RecordAsync(call, failure);
            throw;
        }

        if (answer is StreamedAnswer streamed)
        {
            return streamed with { Items = SettleAtEndAsync(call, streamed.Items, cancellationToken) };
        }

        await SettleAsync(call);
        return answer;
    }

    private async Task SettleAsync(GatewayCall call)
    {
        if (await RecordAsync(call, failure: null) is { } unrecorded)
        {
            throw unrecorded;
        }
    }

    /// <summary>Returns null when the attempts are durable, else what the client is told instead of the end of its answer.</summary>
    private async Task<GatewayException?> RecordAsync(GatewayCall call, Exception? failure)
    {
        IReadOnlyList<UsageRecord> records = recorder.RecordsOf(call);
        observer.EndAttempts(call, records);
        GatewayException? unrecorded = await recorder.AppendOrLogAsync(call, records)
            ? null
            : new(ErrorKind.StorageUnavailable, "The usage of this call could not be recorded, so its answer is withheld. Try again.");
        UsageRecorder.Settle(call, records);
        observer.End(call, records, failure ?? unrecorded);
        return unrecorded;
    }

    private async IAsyncEnumerable<StreamItem> SettleAtEndAsync(
        GatewayCall call,
        IAsyncEnumerable<StreamItem> items,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool settled = false;
        try
        {
            await foreach (StreamItem item in items.WithCancellation(cancellationToken))
            {
                if (item.IsLast)
                {
                    settled = true;
                    await SettleAsync(call);
                }

                yield return item;
            }
        }
        finally
        {
            if (!settled)
            {
                await RecordAsync(call, failure: null);
            }
        }
    }
}
