using LlmFunctions.Errors;

namespace LlmFunctions.Batches;

/// <summary>The batches of an app, with their progress.</summary>
public sealed class BatchLibrary(IBatchStore batches, IBatchLineStore lines)
{
    /// <exception cref="GatewayException">The app has no batch of this id.</exception>
    public async Task<Batch> GetAsync(string app, string id, CancellationToken cancellationToken) =>
        BatchIds.IsOne(id) && await batches.FindAsync(app, id, cancellationToken) is { } batch ? await CountedAsync(batch, cancellationToken) : throw NotThere(id);

    /// <summary>An app's batches, the newest first; without an id to go on from, from the newest.</summary>
    /// <exception cref="GatewayException">The app has no batch of that id.</exception>
    public async Task<IReadOnlyList<Batch>> ListAsync(string app, string? after, int limit, CancellationToken cancellationToken)
    {
        if (after is not null && !BatchIds.IsOne(after))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"'after' must be the id of a batch, not '{after}'.", "after");
        }

        return await Task.WhenAll((await batches.ListAsync(app, after, limit, cancellationToken)).Select(batch => CountedAsync(batch, cancellationToken)));
    }

    public static GatewayException NotThere(string id) => new(ErrorKind.NotFound, $"There is no batch '{id}'.", "id");

    /// <summary>The batch with its counts, which are on it only when it has ended.</summary>
    private async Task<Batch> CountedAsync(Batch batch, CancellationToken cancellationToken) =>
        batch.IsFinal || batch.Total == 0 ? batch : batch with { Counts = await lines.CountAsync(batch.Id, cancellationToken) };
}
