using LlmFunctions.Jobs;
using LlmFunctions.ParallelInference;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LlmFunctions.Functions.Workflows;

/// <summary>One conversation for several models, each called by an activity of its own.</summary>
public sealed class ParallelWorkflow(ParallelJobs jobs, IPayloadStore payloads) : IJobWorkflow
{
    public const string Name = "ParallelJob";

    private const string Call = "CallParallelModel";
    private const string Enough = "MarkParallelQuorum";
    private const string Finish = "FinishParallelJob";

    public string Kind => JobKinds.Parallel;

    public string Orchestrator => Name;

    public async Task<object> MakeInputAsync(Job job, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await payloads.FindAsync(job.Id, PayloadNames.Request, cancellationToken)
            ?? throw new InvalidOperationException($"The job '{job.Id}' has no request.");
        ParallelRequest request = ParallelRequestReader.Read(body, JobDialects.Of(job), int.MaxValue);
        return new ParallelWork(new JobRef(job.App, job.Id), job.Webhook is not null, request.Models.Count, request.Quorum ?? request.Models.Count);
    }

    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ParallelWork work = context.GetInput<ParallelWork>()!;
        List<Task<bool>> calls =
            [.. Enumerable.Range(0, work.Models).Select(index => context.CallActivityAsync<bool>(Call, new ModelWork(work.Job, index), WorkflowOptions.Repeated))];
        List<Task<bool>> waiting = [.. calls];
        int answers = 0;
        while (waiting.Count > 0)
        {
            Task<bool> done = await Task.WhenAny(waiting);
            waiting.Remove(done);
            answers += await done ? 1 : 0;
            if (answers == work.Quorum && waiting.Count > 0)
            {
                await context.CallActivityAsync(Enough, work.Job, WorkflowOptions.Repeated);
                await Task.WhenAll(waiting);
                break;
            }
        }

        await context.CallActivityAsync(Finish, work.Job, WorkflowOptions.Repeated);
        await WebhookWorkflow.TellAsync(context, work.Job, work.HasWebhook);
    }

    [Function(Call)]
    public Task<bool> CallAsync([ActivityTrigger] ModelWork work, CancellationToken cancellationToken) => jobs.CallAsync(work.Job, work.Index, cancellationToken);

    [Function(Enough)]
    public Task MarkEnoughAsync([ActivityTrigger] JobRef job, CancellationToken cancellationToken) => jobs.MarkEnoughAsync(job, cancellationToken);

    [Function(Finish)]
    public Task FinishAsync([ActivityTrigger] JobRef job, CancellationToken cancellationToken) => jobs.FinishAsync(job, cancellationToken);
}
