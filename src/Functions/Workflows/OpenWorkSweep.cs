using LlmFunctions.Jobs;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Workflows;

/// <summary>Looks after accepted work that has not ended: what a crash has left without a workflow, and what never came to be.</summary>
internal static class OpenWorkSweep
{
    // A request that is still under way starts its work itself.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    // What is not there by then never will be.
    private static readonly TimeSpan Unborn = TimeSpan.FromHours(1);

    /// <param name="work">What was accepted.</param>
    /// <param name="now">The time.</param>
    /// <param name="ensureAsync">Sees to it that one is worked on; returns whether there is anything left to do for it, or null where there is no such work.</param>
    /// <param name="logger">Is told of those that could not be looked after; they keep none of the others from their turn.</param>
    /// <param name="cancellationToken">Cancelled when the app stops.</param>
    public static async Task SweepAsync(
        this IOpenWork work, DateTimeOffset now, Func<JobRef, CancellationToken, Task<bool?>> ensureAsync, ILogger logger, CancellationToken cancellationToken)
    {
        await foreach (OpenJob open in work.ListOpenAsync(now - Grace, cancellationToken))
        {
            try
            {
                bool? isOpen = await ensureAsync(open.Job, cancellationToken);
                if (isOpen is false || (isOpen is null && now - open.Since >= Unborn))
                {
                    await work.CloseAsync(open.Job, cancellationToken);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.NotSwept(logger, exception, open.Job.Id);
            }
        }
    }
}
