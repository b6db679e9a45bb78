using LlmFunctions.LocalHost.Durable.Functions;
using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Storage;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>Runs an activity and tells its orchestration what came of it: at least once, never not at all.</summary>
internal sealed class ActivityRunner(DurableStore store, DurableInvoker invoker, ILogger<ActivityRunner> logger)
{
    /// <summary>Never throws. Where the end cannot be stored the lease runs out, and the activity runs again.</summary>
    /// <param name="work">What to run; its lease is held.</param>
    /// <param name="cancellationToken">Cancelled when a stop has waited long enough: then the activity is left to another process.</param>
    public async Task RunAsync(ActivityWork work, CancellationToken cancellationToken)
    {
        try
        {
            if (await EndAsync(work, cancellationToken) is { } end)
            {
                await store.Messages.PutAsync([Messages.End(work.InstanceId, work.Generation, end)], CancellationToken.None);
                await store.Activities.DeleteAsync(work, CancellationToken.None);
            }
            else
            {
                await store.Activities.ReleaseAsync(work with { ETag = Azure.ETag.All }, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            Log.ActivityLost(logger, e, work.Step.Name!, work.InstanceId);
        }
    }

    private async Task<HistoryEvent?> EndAsync(ActivityWork work, CancellationToken cancellationToken)
    {
        try
        {
            var result = await invoker.RunActivityAsync(work, cancellationToken);
            return new HistoryEvent(EventKind.TaskCompleted) { TaskId = work.Step.TaskId, Data = result };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.ActivityCancelled(logger, work.Step.Name!, work.InstanceId);
            return null;
        }
        catch (Exception e)
        {
            Log.ActivityFailed(logger, work.Step.Name!, work.InstanceId, e.GetType().Name);
            return new HistoryEvent(EventKind.TaskFailed) { TaskId = work.Step.TaskId, Failure = StoredFailure.Of(e) };
        }
    }
}
