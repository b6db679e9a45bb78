using LlmFunctions.Batches;
using LlmFunctions.Jobs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Workflows.Batches;

/// <summary>Starts the workflows of batches. An instance has the id of its batch, so that each is started once.</summary>
public sealed class BatchStarter(IBatchStore batches, BatchFinisher finisher, TimeProvider timeProvider, ILogger<BatchStarter> logger)
{
    // A request that is still under way starts its batch itself.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    // What is no batch by then will be none.
    private static readonly TimeSpan Unborn = TimeSpan.FromHours(1);

    /// <summary>Starts a batch that was taken in. Where that fails, the batch is durable all the same, and is started by the next sweep.</summary>
    public async Task StartAsync(DurableTaskClient client, Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            if (batch.Status == BatchStatus.Validating && await client.GetInstanceAsync(batch.Id, cancellationToken) is null)
            {
                await ScheduleAsync(client, batch, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotStarted(logger, exception, batch.Id);
        }
    }

    /// <summary>Finds the batches that a crash has left without a workflow, and those whose workflow broke down.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        await foreach (OpenJob open in batches.ListOpenAsync(now - Grace, cancellationToken))
        {
            switch (await batches.FindAsync(open.Job.App, open.Job.Id, cancellationToken))
            {
                case { IsFinal: false } batch:
                    await EnsureAsync(client, batch, cancellationToken);
                    break;
                case null when now - open.Since < Unborn:
                    break;
                default:
                    await batches.CloseAsync(open.Job, cancellationToken);
                    break;
            }
        }
    }

    private async Task EnsureAsync(DurableTaskClient client, Batch batch, CancellationToken cancellationToken)
    {
        switch (await client.GetInstanceAsync(batch.Id, cancellationToken))
        {
            case null:
                await ScheduleAsync(client, batch, cancellationToken);
                Log.StartedLate(logger, batch.Id);
                break;
            case { IsCompleted: true } ended:
                Log.BrokenDown(logger, batch.Id, ended.RuntimeStatus);
                await finisher.RunAsync(new BatchEnd(batch.App, batch.Id, IsBroken: true), cancellationToken);
                break;
        }
    }

    private static async Task ScheduleAsync(DurableTaskClient client, Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(BatchWorkflows.Batch), new BatchRun { App = batch.App, Id = batch.Id }, new StartOrchestrationOptions(batch.Id), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // What is thrown for an instance that is there already differs from back end to back end.
            if (await client.GetInstanceAsync(batch.Id, cancellationToken) is null)
            {
                throw;
            }
        }
    }
}
