using LlmFunctions.Files;
using LlmFunctions.Jobs;

namespace LlmFunctions.Batches;

/// <summary>Deletes the batches and files whose time is over.</summary>
public sealed class BatchPurge(IBatchStore batches, IBatchLineStore lines, IPayloadStore payloads, IFileStore files, TimeProvider timeProvider)
{
    /// <summary>Returns how many of each were deleted.</summary>
    public async Task<(int Batches, int Files)> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        int purged = 0;
        await foreach (ExpiredJob batch in batches.ListExpiredAsync(now, cancellationToken))
        {
            // What came of it first: as long as something is left of a batch, it must be found by the next purge.
            await lines.DeleteAsync(batch.Id, cancellationToken);
            await payloads.DeleteAsync(batch.Id, cancellationToken);
            await batches.DeleteAsync(batch, cancellationToken);
            purged++;
        }

        return (purged, await files.PurgeAsync(now, cancellationToken));
    }
}
