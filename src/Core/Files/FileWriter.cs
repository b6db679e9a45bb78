using System.Globalization;
using LlmFunctions.Errors;

namespace LlmFunctions.Files;

/// <summary>Writes a file whose length is not known before its end, and holds one piece of it at a time.</summary>
/// <param name="store">Where it goes.</param>
/// <param name="file">What it is.</param>
/// <param name="most">The most bytes that it may have.</param>
public sealed class FileWriter(IFileStore store, StoredFile file, long most = long.MaxValue)
{
    private readonly byte[] _piece = new byte[StoredFile.PieceBytes];
    private int _filled;
    private int _pieces;

    /// <summary>What it is, but for what is known at its end only.</summary>
    public StoredFile File => file;

    /// <summary>The bytes so far.</summary>
    public long Length { get; private set; }

    /// <exception cref="GatewayException">The file would become too large.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Length += content.Length;
        if (Length > most)
        {
            throw TooLarge(most);
        }

        while (!content.IsEmpty)
        {
            int fits = Math.Min(content.Length, _piece.Length - _filled);
            content[..fits].CopyTo(_piece.AsMemory(_filled));
            content = content[fits..];
            _filled += fits;
            if (_filled == _piece.Length)
            {
                await FlushAsync(cancellationToken);
            }
        }
    }

    /// <summary>Returns the file when it is there.</summary>
    /// <param name="finished">What is known of it only now.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<StoredFile> CompleteAsync(StoredFile finished, CancellationToken cancellationToken)
    {
        if (_filled > 0 || _pieces == 0)
        {
            await FlushAsync(cancellationToken);
        }

        StoredFile added = finished with { Bytes = Length };
        await store.AddAsync(added, cancellationToken);
        return added;
    }

    public static GatewayException TooLarge(long most) =>
        new(ErrorKind.RequestTooLarge, string.Create(CultureInfo.InvariantCulture, $"The file is larger than the limit of {most} bytes."), "file");

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_pieces == 0)
        {
            await store.BeginAsync(file, cancellationToken);
        }

        await store.WriteAsync(file, _pieces++, _piece.AsMemory(0, _filled), cancellationToken);
        _filled = 0;
    }
}
