using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Routing;
using LlmFunctions.Usage;

namespace LlmFunctions.Jobs;

/// <summary>
/// Makes the calls of activities, which run at least once, so that what they use is in the ledger exactly once. What came of a call and
/// its records are stored in one payload first; then the records are appended. Whoever repeats the activity finds the payload, appends the same
/// records again, which changes nothing, and calls nobody.
/// </summary>
public sealed class RecordedCalls(UnsettledCalls calls, IPayloadStore payloads)
{
    /// <summary>Runs a call that is not streamed, through routing, repetitions and fallbacks.</summary>
    /// <param name="jobId">The job that the call is a part of.</param>
    /// <param name="name">The name of the payload: another for each call of the job.</param>
    /// <param name="makeCall">Makes the call, where there is none of this name yet.</param>
    /// <param name="write">Makes of the outcome what is stored.</param>
    /// <param name="cancellationToken">Cancelled when the app stops: then the call is made again, when the activity is.</param>
    /// <returns>What was stored, now or by an earlier run of the activity.</returns>
    public Task<RecordedCall> RunAsync(
        string jobId, string name, Func<GatewayCall> makeCall, Func<GatewayCall, CallOutcome, ReadOnlyMemory<byte>> write, CancellationToken cancellationToken) =>
        RunAsync(jobId, name, makeCall, calls.RunAsync, write, cancellationToken);

    /// <summary>The same with one candidate and without repetitions.</summary>
    public Task<RecordedCall> TryAsync(
        string jobId,
        string name,
        Candidate candidate,
        Func<GatewayCall> makeCall,
        Func<GatewayCall, CallOutcome, ReadOnlyMemory<byte>> write,
        CancellationToken cancellationToken) =>
        RunAsync(jobId, name, makeCall, (call, cancellation) => calls.TryAsync(call, candidate, cancellation), write, cancellationToken);

    /// <summary>The same by other means than <see cref="UnsettledCalls"/> alone, such as within a time of its own.</summary>
    public async Task<RecordedCall> RunAsync(
        string jobId,
        string name,
        Func<GatewayCall> makeCall,
        Func<GatewayCall, CancellationToken, Task<CallOutcome>> run,
        Func<GatewayCall, CallOutcome, ReadOnlyMemory<byte>> write,
        CancellationToken cancellationToken)
    {
        RecordedCall recorded = await payloads.FindAsync(jobId, name, cancellationToken) is { } stored
            ? RecordedCall.Read(stored)
            : await MakeAsync(jobId, name, makeCall(), run, write, cancellationToken);
        await calls.AppendAsync(recorded.Records, cancellationToken);
        return recorded;
    }

    private async Task<RecordedCall> MakeAsync(
        string jobId,
        string name,
        GatewayCall call,
        Func<GatewayCall, CancellationToken, Task<CallOutcome>> run,
        Func<GatewayCall, CallOutcome, ReadOnlyMemory<byte>> write,
        CancellationToken cancellationToken)
    {
        CallOutcome outcome = await run(call, cancellationToken);
        IReadOnlyList<UsageRecord> records = [.. outcome.Records.Select(record => record with { Shard = JobIds.ShardOf(jobId) })];
        try
        {
            ThrowIfUnfinished(outcome, cancellationToken);
            RecordedCall recorded = new(write(call, outcome), records);
            await payloads.SaveAsync(jobId, name, recorded.Write(), cancellationToken);
            return recorded;
        }
        catch
        {
            // The providers have been called nevertheless. If it was stored after all, these are the same records.
            await calls.AppendOrLogAsync(records);
            throw;
        }
    }

    // The app stops, or its storage does not answer: neither is what came of the call.
    private static void ThrowIfUnfinished(CallOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Error is { Kind: ErrorKind.ClientClosed })
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (outcome.Error is { Kind: ErrorKind.StorageUnavailable } failure)
        {
            throw new GatewayException(failure);
        }
    }
}
