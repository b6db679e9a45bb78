using System.Runtime.CompilerServices;

namespace LlmFunctions.Pipeline;

/// <summary>
/// Sees to it that every attempt is in the ledger before the client has the end of its answer, however the call ends.
/// </summary>
internal sealed class SettleStage(UsageRecorder recorder) : IChatStage
{
    public async Task<ChatAnswer> RunAsync(ChatCall call, ChatNext next, CancellationToken cancellationToken)
    {
        ChatAnswer? answer = null;
        try
        {
            answer = await next(call, cancellationToken);
        }
        finally
        {
            if (answer is not StreamedAnswer)
            {
                await recorder.RecordAsync(call);
            }
        }

        return answer is StreamedAnswer streamed
            ? streamed with { Items = SettleAtEndAsync(call, streamed.Items, cancellationToken) }
            : answer;
    }

    private async IAsyncEnumerable<StreamItem> SettleAtEndAsync(
        ChatCall call,
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
                    await recorder.RecordAsync(call);
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
