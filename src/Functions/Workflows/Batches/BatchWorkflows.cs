using LlmFunctions.Batches;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LlmFunctions.Functions.Workflows.Batches;

/// <summary>
/// The work on a batch: its input is read, then its pages are worked on in passes until nothing is left, then its files are written. What is
/// handed around are ids and numbers; what was asked and answered is in the storage.
/// </summary>
public static class BatchWorkflows
{
    // Nobody waits for an answer, so the storage may be away for longer than with jobs: well over an hour.
    private static readonly TaskOptions Repeated = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 24, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(5)));

    [Function(nameof(Batch))]
    public static async Task Batch([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        BatchRun run = context.GetInput<BatchRun>()!;
        bool isBroken = false;
        try
        {
            run = run.Pages is null ? run.With(await context.CallActivityAsync<BatchPlan>(nameof(BatchActivities.ValidateBatch), run, Repeated)) : run;
            for (int page = 0; page < run.Pages!.Count && !run.IsOver; page++)
            {
                run = run.After(page, await context.CallSubOrchestratorAsync<PageOutcome>(nameof(BatchPage), run.Page(page)));
            }

            if (run.Next() is { } next)
            {
                await context.CreateTimer(run.Delay, CancellationToken.None);
                context.ContinueAsNew(next);
                return;
            }
        }
        catch (TaskFailedException)
        {
            isBroken = true;
        }

        await context.CallActivityAsync(nameof(BatchActivities.FinishBatch), new BatchEnd(run.App, run.Id, isBroken), Repeated);
    }

    [Function(nameof(BatchPage))]
    public static async Task<PageOutcome> BatchPage([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        PageRun run = new(context.GetInput<PageWork>()!);
        await Task.WhenAll(Enumerable.Range(0, run.Activities).Select(async _ =>
        {
            while (run.Take() is { } work)
            {
                run.Add(work, await context.CallActivityAsync<ChunkOutcome>(nameof(BatchActivities.BatchChunk), work, Repeated));
            }
        }));
        return run.Outcome;
    }
}
