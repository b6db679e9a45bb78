using LlmFunctions.Batches;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Workflows.Batches;

/// <summary>The steps of the work on a batch. Each may be run more than once.</summary>
public sealed class BatchActivities(BatchValidator validator, ChunkRunner chunks, BatchFinisher finisher)
{
    [Function(nameof(ValidateBatch))]
    public Task<BatchPlan> ValidateBatch([ActivityTrigger] BatchRun run, CancellationToken cancellationToken) => validator.RunAsync(run.App, run.Id, cancellationToken);

    [Function(nameof(BatchChunk))]
    public Task<ChunkOutcome> BatchChunk([ActivityTrigger] ChunkWork work, CancellationToken cancellationToken) => chunks.RunAsync(work, cancellationToken);

    [Function(nameof(FinishBatch))]
    public Task FinishBatch([ActivityTrigger] BatchEnd end, CancellationToken cancellationToken) => finisher.RunAsync(end, cancellationToken);
}
