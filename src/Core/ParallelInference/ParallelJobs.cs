using System.Text.Json;
using LlmFunctions.Dialects;
using LlmFunctions.Jobs;
using LlmFunctions.Pipeline;
using LlmFunctions.Routing;

namespace LlmFunctions.ParallelInference;

/// <summary>The activities of requests for several models. Each can be done again: what came of a call is stored before it is told.</summary>
public sealed class ParallelJobs(JobProgress progress, IPayloadStore payloads, RecordedCalls recorded, UnsettledCalls calls, TimeProvider timeProvider)
{
    /// <summary>Calls one of the models; returns whether it answered.</summary>
    /// <param name="jobRef">The job.</param>
    /// <param name="index">Which model, in the request's order.</param>
    /// <param name="cancellationToken">Cancelled when the app stops.</param>
    public async Task<bool> CallAsync(JobRef jobRef, int index, CancellationToken cancellationToken)
    {
        if (await progress.BeginAsync(jobRef, cancellationToken) is not { } job)
        {
            return false;
        }

        ParallelCall call = await ReadAsync(job, cancellationToken);
        string model = call.Request.Models[index];
        return (await CallAsync(job, call, PayloadNames.Call(index), model, call.Request.For(model), cancellationToken)).Error is null;
    }

    /// <summary>Tells the calls that are still under way that enough others have answered.</summary>
    public Task MarkEnoughAsync(JobRef job, CancellationToken cancellationToken) => progress.MarkEnoughAsync(job.Id, cancellationToken);

    /// <summary>Makes one response of all results, and ends the job with it.</summary>
    public async Task FinishAsync(JobRef jobRef, CancellationToken cancellationToken)
    {
        if (await progress.BeginAsync(jobRef, cancellationToken) is not { } job)
        {
            return;
        }

        ParallelCall call = await ReadAsync(job, cancellationToken);
        IReadOnlyList<ReadOnlyMemory<byte>> stored = await payloads.ListAsync(job.Id, PayloadNames.Calls, cancellationToken);
        ParallelResult[] results = [.. stored.Select(static one => Read(RecordedCall.Read(one).Result))];
        ParallelAggregate? aggregate = await Aggregator.AggregateAsync(
            call, results, (judge, request) => CallAsync(job, call, PayloadNames.Judge, judge, request, cancellationToken));
        JsonElement answer = JsonSerializer.SerializeToElement(ParallelResponse.Of(results, aggregate), ParallelJson.Relaxed.ParallelResponse);
        await progress.FinishAsync(jobRef, new JobResult { Answer = answer }, cancellationToken);
    }

    private static ParallelResult Read(ReadOnlyMemory<byte> result) => JsonSerializer.Deserialize(result.Span, ParallelJson.Relaxed.ParallelResult)!;

    private async Task<ParallelCall> ReadAsync(Job job, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await payloads.FindAsync(job.Id, PayloadNames.Request, cancellationToken)
            ?? throw new InvalidOperationException($"The job '{job.Id}' has no request.");

        // How many models there may be was checked when the job was taken in; the setting may have changed since.
        ParallelRequest request = ParallelRequestReader.Read(body, JobDialects.Of(job), int.MaxValue);
        return new ParallelCall(job.RequestId, job.Caller, RoutingWishes.Read(job.Strategy, job.MaxCost), request)
        {
            ClientAddress = job.ClientAddress,
            TraceParent = job.TraceParent,
        };
    }

    private async Task<ParallelResult> CallAsync(Job job, ParallelCall call, string name, string model, ClientRequest request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource unwanted = new();
        using ModelCall one = new(call, model, request, timeProvider, unwanted.Token);
        RecordedCall made = await recorded.RunAsync(
            job.Id,
            name,
            () => one.Chat,
            (chat, cancellation) => progress.WhileWantedAsync(job, call.Request.Quorum is not null && name != PayloadNames.Judge, RunAsync, cancellation),
            (_, outcome) => JsonSerializer.SerializeToUtf8Bytes(
                outcome.Answer is WholeAnswer answer ? one.Answered(answer) : one.Failed(outcome.Error), ParallelJson.Relaxed.ParallelResult),
            cancellationToken);
        return Read(made.Result);

        async Task<CallOutcome> RunAsync(CancellationToken wanted)
        {
            await using CancellationTokenRegistration registration = wanted.Register(unwanted.Cancel);
            return await calls.RunAsync(one.Chat, one.Token);
        }
    }
}
