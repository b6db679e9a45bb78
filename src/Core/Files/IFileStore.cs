namespace LlmFunctions.Files;

/// <summary>Where files are kept. Content goes in and comes out piece by piece.</summary>
public interface IFileStore
{
    /// <summary>Makes sure that whatever is stored of a file from now on will expire.</summary>
    Task BeginAsync(StoredFile file, CancellationToken cancellationToken);

    /// <summary>Stores a piece of the content; one that is there already is replaced.</summary>
    /// <param name="file">The file.</param>
    /// <param name="index">Which piece it is, from 0.</param>
    /// <param name="piece">All but the last are as long as a piece may be.</param>
    /// <param name="cancellationToken">The caller's.</param>
    Task WriteAsync(StoredFile file, int index, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken);

    /// <summary>Returns when the file is there for its app, its content being stored.</summary>
    Task AddAsync(StoredFile file, CancellationToken cancellationToken);

    /// <summary>The file; null when the app has none of this id.</summary>
    Task<StoredFile?> FindAsync(string app, string id, CancellationToken cancellationToken);

    /// <summary>Content from an offset on: as much as is wanted, or less where a piece ends.</summary>
    /// <exception cref="Errors.GatewayException">The content is not there any more.</exception>
    Task<ReadOnlyMemory<byte>> ReadAsync(StoredFile file, long offset, int wanted, CancellationToken cancellationToken);

    Task<IReadOnlyList<StoredFile>> ListAsync(string app, FileFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes a file, or what there is of one.</summary>
    /// <returns>Whether the app had it.</returns>
    Task<bool> DeleteAsync(string app, string id, CancellationToken cancellationToken);

    /// <summary>Deletes what has expired, and returns how many files that were.</summary>
    Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
