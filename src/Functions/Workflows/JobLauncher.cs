using LlmFunctions.Errors;
using LlmFunctions.Jobs;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Workflows;

/// <summary>Starts the workflows of jobs. An instance has the id of its job, so that each is started once.</summary>
public sealed class JobLauncher(IEnumerable<IJobWorkflow> workflows, JobProgress progress, ILogger<JobLauncher> logger)
{
    private readonly Dictionary<string, IJobWorkflow> _workflows = workflows.ToDictionary(static workflow => workflow.Kind, StringComparer.Ordinal);

    /// <summary>Starts a job that was taken in. Where that fails, the job is durable all the same, and is started by the next sweep.</summary>
    /// <param name="client">The durable runtime.</param>
    /// <param name="job">The job.</param>
    /// <param name="isNew">Whether nobody else can have started it.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task StartAsync(DurableTaskClient client, Job job, bool isNew, CancellationToken cancellationToken)
    {
        try
        {
            if (isNew || await client.GetInstanceAsync(job.Id, getInputsAndOutputs: false, cancellationToken) is null)
            {
                await ScheduleAsync(client, job, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotStarted(logger, exception, job.Id);
        }
    }

    /// <summary>Sees to it that a job that has not ended is worked on; a workflow that broke down takes its job with it.</summary>
    public async Task EnsureAsync(DurableTaskClient client, Job job, CancellationToken cancellationToken)
    {
        switch (await client.GetInstanceAsync(job.Id, getInputsAndOutputs: false, cancellationToken))
        {
            case null:
                await ScheduleAsync(client, job, cancellationToken);
                Log.StartedLate(logger, job.Id);
                break;
            case { IsCompleted: true } ended:
                Log.BrokenDown(logger, job.Id, ended.RuntimeStatus);
                GatewayError error = new() { Kind = ErrorKind.Internal, Message = $"The gateway failed. Its log has the reason under the job's id {job.Id}." };
                await progress.FinishAsync(new JobRef(job.App, job.Id), new JobResult { Error = error }, cancellationToken);
                break;
        }
    }

    /// <summary>Lets the workflow of a cancelled job end at once. Where that fails it ends by itself, since nothing more is done for the job.</summary>
    public async Task StopAsync(DurableTaskClient client, Job job, CancellationToken cancellationToken)
    {
        try
        {
            await client.TerminateInstanceAsync(job.Id, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotStopped(logger, exception, job.Id);
        }
    }

    private async Task ScheduleAsync(DurableTaskClient client, Job job, CancellationToken cancellationToken)
    {
        IJobWorkflow workflow = _workflows[job.Kind];
        await client.ScheduleOnceAsync(workflow.Orchestrator, await workflow.MakeInputAsync(job, cancellationToken), job.Id, cancellationToken);
    }
}
