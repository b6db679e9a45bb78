using LlmFunctions.Errors;

namespace LlmFunctions.Batches;

/// <summary>Gives batches up because their apps ask for it. What has a result keeps it.</summary>
public sealed class BatchCancellation(IBatchStore batches, BatchLibrary library, TimeProvider timeProvider)
{
    /// <returns>The batch as it is then.</returns>
    /// <exception cref="GatewayException">The app has no batch of this id, or it is done.</exception>
    public async Task<Batch> RunAsync(string app, string id, CancellationToken cancellationToken)
    {
        await library.GetAsync(app, id, cancellationToken);
        return await batches.ChangeAsync(app, id, Cancel, cancellationToken) ?? throw BatchLibrary.NotThere(id);
    }

    private Batch Cancel(Batch batch) => batch.Status switch
    {
        BatchStatus.Cancelling or BatchStatus.Cancelled => batch,
        BatchStatus.Validating or BatchStatus.InProgress => batch with { Status = BatchStatus.Cancelling, CancellingAt = timeProvider.GetUtcNow() },
        BatchStatus.Finalizing => throw new GatewayException(ErrorKind.Conflict, "All requests of the batch are done; its files are being written."),
        _ => throw new GatewayException(ErrorKind.Conflict, $"The batch is {BatchStatuses.NameOf(batch.Status)} already."),
    };
}
