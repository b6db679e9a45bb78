namespace LlmFunctions.Backups;

/// <summary>The tables that are backed up row by row: gateway keys and usage.</summary>
public interface IBackupStore
{
    /// <summary>Every row.</summary>
    /// <param name="withUsage">Whether the records of usage are among them.</param>
    /// <param name="cancellationToken">The caller's.</param>
    IAsyncEnumerable<BackupRow> ReadAsync(bool withUsage, CancellationToken cancellationToken);

    /// <summary>Puts rows back; what is there under the same key is replaced.</summary>
    /// <exception cref="InvalidDataException">A row is of no table that is backed up, or not one.</exception>
    Task WriteAsync(IReadOnlyList<BackupRow> rows, CancellationToken cancellationToken);
}
