using LlmFunctions.Batches;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.Functions.Workflows.Batches;

/// <summary>Starts the work on batches: one workflow a batch, however often it is started.</summary>
internal static class BatchStarter
{
    public static async Task StartAsync(DurableTaskClient workflows, Batch batch, CancellationToken cancellationToken)
    {
        if (batch.Status != BatchStatus.Validating || await workflows.GetInstanceAsync(batch.Id, cancellationToken) is not null)
        {
            return;
        }

        await workflows.ScheduleNewOrchestrationInstanceAsync(
            nameof(BatchWorkflows.Batch), new BatchRun { App = batch.App, Id = batch.Id }, new StartOrchestrationOptions(batch.Id), cancellationToken);
    }
}
