using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Usage;

namespace LlmFunctions.Batches;

/// <summary>
/// Makes the call of a line. What came of it and what it used are stored together first, then the usage goes into the ledger, so that a
/// repetition after a crash finds either both or nothing.
/// </summary>
public sealed class LineRunner(UnsettledCalls calls, IBatchLineStore store, AccountGate gate, TimeProvider timeProvider)
{
    /// <exception cref="GatewayException">The storage does not answer.</exception>
    public async Task<LineOutcome> RunAsync(Batch batch, int index, BatchLine line, CancellationToken cancellationToken)
    {
        string requestId = BatchIds.RequestOf(batch.Id, index);
        GatewayCall call;
        try
        {
            call = BatchCalls.Make(batch, requestId, line.ToBytes(), gate);
        }
        catch (GatewayException exception)
        {
            await store.AddAsync(batch.Id, new StoredLine(index, true, BatchResult.Failed(batch, requestId, line.CustomId, exception.Error), []), cancellationToken);
            return new LineOutcome(IsError: true);
        }

        CallOutcome outcome = await calls.RunAsync(call, cancellationToken);
        IReadOnlyList<UsageRecord> records = [.. outcome.Records.Select(record => record with { Shard = Jobs.JobIds.ShardOf(batch.Id) })];
        try
        {
            if (outcome.Error?.Kind == ErrorKind.ClientClosed)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            // What has an answer is stored, also when the app is about to stop.
            if (outcome.Error is { } error && MayPass(error, batch))
            {
                await calls.AppendAsync(records, CancellationToken.None);
                return new LineOutcome(IsError: false, error);
            }

            StoredLine result = Write(batch, requestId, index, line.CustomId, call, outcome, records);
            await store.AddAsync(batch.Id, result, CancellationToken.None);
            await calls.AppendAsync(records, CancellationToken.None);
            return new LineOutcome(result.IsError);
        }
        catch
        {
            // The providers have been called nevertheless. If the line was stored after all, these are the same records.
            await calls.AppendOrLogAsync(records);
            throw;
        }
    }

    private static StoredLine Write(
        Batch batch, string requestId, int index, string customId, GatewayCall call, CallOutcome outcome, IReadOnlyList<UsageRecord> records)
    {
        GatewayError? error = outcome.Error;
        if (outcome.Answer is { } answer)
        {
            try
            {
                return new StoredLine(index, false, BatchResult.Answered(requestId, customId, 200, BatchCalls.Write(call, answer)), records);
            }
            catch (GatewayException exception)
            {
                // The answer has what the dialect has no form for.
                error = exception.Error;
            }
        }

        return new StoredLine(index, true, BatchResult.Failed(batch, requestId, customId, error!), records);
    }

    /// <summary>Whether a failure is one that time heals, and before the batch's is over.</summary>
    private bool MayPass(GatewayError error, Batch batch) => error.Kind switch
    {
        ErrorKind.RateLimited => true,
        ErrorKind.NoHealthyProvider or ErrorKind.InsufficientQuota => error.RetryAfter is { } wait && timeProvider.GetUtcNow() + wait < batch.ExpiresAt,
        ErrorKind.StorageUnavailable => true,
        _ => false,
    };
}
