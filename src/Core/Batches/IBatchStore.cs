using LlmFunctions.Jobs;

namespace LlmFunctions.Batches;

/// <summary>Where batches are kept; what came of their lines is elsewhere.</summary>
public interface IBatchStore : IOpenWork
{
    /// <summary>Makes sure that whatever is stored of the batch from now on will be purged, and takes the idempotency key for it if there is one.</summary>
    /// <param name="batch">The batch that is to be added.</param>
    /// <param name="keyHash">The hash of the idempotency key; null for none.</param>
    /// <param name="requestHash">The hash of what is asked.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>The batch that the key stands for: this one, or that of an earlier request. Of several at once, one is first.</returns>
    Task<JobClaim> BeginAsync(Batch batch, string? keyHash, string requestHash, CancellationToken cancellationToken);

    /// <summary>Returns when the batch is durable, or is there already.</summary>
    Task AddAsync(Batch batch, CancellationToken cancellationToken);

    /// <summary>The batch; null when the app has none of this id.</summary>
    Task<Batch?> FindAsync(string app, string id, CancellationToken cancellationToken);

    /// <summary>Changes a batch, whoever else changes it at the same time.</summary>
    /// <param name="app">The app.</param>
    /// <param name="id">The batch.</param>
    /// <param name="change">Makes of the batch as it is what it becomes; asked again when somebody else was first.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>The batch as it is then; null when the app has none of this id.</returns>
    Task<Batch?> ChangeAsync(string app, string id, Func<Batch, Batch> change, CancellationToken cancellationToken);

    /// <summary>An app's batches, the newest first.</summary>
    /// <param name="app">The app.</param>
    /// <param name="after">Only those that are older than this one; null for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">The caller's.</param>
    Task<IReadOnlyList<Batch>> ListAsync(string app, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>The batches that are to be purged.</summary>
    IAsyncEnumerable<ExpiredJob> ListExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes all that is kept of a batch here; what makes it expire is deleted last.</summary>
    Task DeleteAsync(ExpiredJob batch, CancellationToken cancellationToken);
}
