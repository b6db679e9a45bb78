using LlmFunctions.Files;

namespace LlmFunctions.Tests.Files;

/// <summary>Files in memory.</summary>
internal sealed class MemoryFiles : IFileStore
{
    private readonly Dictionary<string, StoredFile> _files = [];
    private readonly SortedDictionary<(string Id, int Index), byte[]> _pieces = [];

    /// <summary>How long the pieces of each write were.</summary>
    public List<int> Written { get; } = [];

    /// <summary>What was read: offset and length.</summary>
    public List<(long Offset, int Count)> Reads { get; } = [];

    /// <summary>The most bytes that are given out at a time.</summary>
    public int LargestRead { get; set; } = StoredFile.PieceBytes;

    public Task BeginAsync(StoredFile file, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task WriteAsync(StoredFile file, int index, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        Written.Add(piece.Length);
        _pieces[(file.Id, index)] = piece.ToArray();
        return Task.CompletedTask;
    }

    public Task AddAsync(StoredFile file, CancellationToken cancellationToken)
    {
        _files[file.Id] = file;
        return Task.CompletedTask;
    }

    public Task<StoredFile?> FindAsync(string app, string id, CancellationToken cancellationToken) =>
        Task.FromResult(_files.GetValueOrDefault(id) is { } file && file.App == app ? file : null);

    public Task<ReadOnlyMemory<byte>> ReadAsync(StoredFile file, long offset, int wanted, CancellationToken cancellationToken)
    {
        (long index, long start) = Math.DivRem(offset, StoredFile.PieceBytes);
        if (!_pieces.TryGetValue((file.Id, (int)index), out byte[]? piece))
        {
            throw FileLibrary.NotThere(file.Id);
        }

        int count = (int)Math.Min(Math.Min(wanted, LargestRead), piece.Length - start);
        Reads.Add((offset, count));
        return Task.FromResult<ReadOnlyMemory<byte>>(piece.AsMemory((int)start, count));
    }

    public Task<IReadOnlyList<StoredFile>> ListAsync(string app, FileFilter filter, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(string app, string id, CancellationToken cancellationToken)
    {
        foreach ((string Id, int Index) key in _pieces.Keys.Where(key => key.Id == id).ToArray())
        {
            _pieces.Remove(key);
        }

        return Task.FromResult(_files.Remove(id));
    }

    public Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();
}
