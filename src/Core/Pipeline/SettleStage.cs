using System.Runtime.CompilerServices;
using LlmFunctions.Errors;

namespace LlmFunctions.Pipeline;

/// <summary>
/// Sees to it that every attempt is in the ledger before the client has the end of its answer, however the call ends.
/// </summary>
internal sealed class SettleStage(UsageRecorder recorder) : ICallStage
{
    public async Task<CallAnswer> RunAsync(GatewayCall call, CallNext next, CancellationToken cancellationToken)
    {
        CallAnswer answer;
        try
        {
            answer = await next(call, cancellationToken);
        }
        catch
        {
            // There is no answer to withhold: why the call failed is what the client has to know.
            await recorder.RecordAsync(call);
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
        if (!await recorder.RecordAsync(call))
        {
            throw new GatewayException(ErrorKind.StorageUnavailable, "The usage of this call could not be recorded, so its answer is withheld. Try again.");
        }
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
                await recorder.RecordAsync(call);
            }
        }
    }
}
