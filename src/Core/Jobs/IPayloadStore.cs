namespace LlmFunctions.Jobs;

/// <summary>Where the contents of jobs are kept: what was asked, and what came of it. Everything else refers to them by name.</summary>
public interface IPayloadStore
{
    /// <summary>Returns when the payload is durable. One of the same name is replaced.</summary>
    Task SaveAsync(string jobId, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The payload; null when there is none, or it is not whole.</summary>
    Task<ReadOnlyMemory<byte>?> FindAsync(string jobId, string name, CancellationToken cancellationToken);

    /// <summary>The payloads of a job whose names begin like this, in the order of their names.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListAsync(string jobId, string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes all payloads of a job.</summary>
    Task DeleteAsync(string jobId, CancellationToken cancellationToken);
}
