using LlmFunctions.Batches;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Workflows.Batches;

/// <summary>Starts the workflows of batches. An instance has the id of its batch, so that each is started once.</summary>
public sealed class BatchStarter(IBatchStore batches, BatchFinisher finisher, TimeProvider timeProvider, ILogger<BatchStarter> logger)
{
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
    public Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken) => batches.SweepAsync(
        timeProvider.GetUtcNow(),
        async (open, cancellation) =>
        {
            if (await batches.FindAsync(open.App, open.Id, cancellation) is not { } batch)
            {
                return null;
            }

            if (!batch.IsFinal)
            {
                await EnsureAsync(client, batch, cancellation);
            }

            return !batch.IsFinal;
        },
        logger,
        cancellationToken);

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

    private static Task ScheduleAsync(DurableTaskClient client, Batch batch, CancellationToken cancellationToken) =>
        client.ScheduleOnceAsync(nameof(BatchWorkflows.Batch), new BatchRun { App = batch.App, Id = batch.Id }, batch.Id, cancellationToken);
}
