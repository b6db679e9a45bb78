using System.Buffers;
using System.Runtime.CompilerServices;

namespace LlmFunctions.Files;

/// <summary>Reads a file, or a part of it, line by line, and holds no more than a piece of it and one line at a time.</summary>
public static class FileLines
{
    private const byte NewLine = (byte)'\n';

    private static ReadOnlyMemory<byte> ByteOrderMark { get; } = new byte[] { 0xEF, 0xBB, 0xBF };

    /// <param name="store">Where the file is.</param>
    /// <param name="file">The file.</param>
    /// <param name="from">Where a line begins.</param>
    /// <param name="to">Where one ends, or the length of the file.</param>
    /// <param name="longest">The most bytes that a line may have.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async IAsyncEnumerable<FileLine> ReadAsync(
        IFileStore store, StoredFile file, long from, long to, int longest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> begun = new();
        int number = 0;
        long start = from;
        bool isTooLong = false;
        for (long offset = from; offset < to;)
        {
            ReadOnlyMemory<byte> piece = await store.ReadAsync(file, offset, (int)Math.Min(to - offset, StoredFile.PieceBytes), cancellationToken);
            offset += piece.Length;
            while (piece.Span.IndexOf(NewLine) is >= 0 and var end)
            {
                ReadOnlyMemory<byte> text = piece[..end];
                isTooLong |= begun.WrittenCount + text.Length > longest;
                yield return Line(start, isTooLong ? ReadOnlyMemory<byte>.Empty : Join(begun, text));
                begun = begun.WrittenCount > 0 ? new ArrayBufferWriter<byte>() : begun;
                piece = piece[(end + 1)..];
                start = offset - piece.Length;
                isTooLong = false;
            }

            isTooLong |= begun.WrittenCount + piece.Length > longest;
            if (!isTooLong)
            {
                begun.Write(piece.Span);
            }
        }

        if (start < to)
        {
            yield return Line(start, isTooLong ? ReadOnlyMemory<byte>.Empty : begun.WrittenMemory);
        }

        FileLine Line(long at, ReadOnlyMemory<byte> text) => new(++number, at, at == 0 ? WithoutMark(text) : text, isTooLong);
    }

    private static ReadOnlyMemory<byte> Join(ArrayBufferWriter<byte> begun, ReadOnlyMemory<byte> rest)
    {
        if (begun.WrittenCount == 0)
        {
            return rest;
        }

        begun.Write(rest.Span);
        return begun.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith(ByteOrderMark.Span) ? text[ByteOrderMark.Length..] : text;
}
