namespace LlmFunctions.Jobs;

/// <summary>Accepted work that a sweep looks after, so that none of it is lost.</summary>
public interface IOpenWork
{
    /// <summary>What was begun before a time and is not known to have ended: what is under way, and what is left of some that is not.</summary>
    IAsyncEnumerable<OpenJob> ListOpenAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Takes note that there is nothing more to do for what was begun.</summary>
    Task CloseAsync(JobRef job, CancellationToken cancellationToken);
}
