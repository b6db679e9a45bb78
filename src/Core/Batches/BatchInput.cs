using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using LlmFunctions.Files;
using LlmFunctions.Jobs;

namespace LlmFunctions.Batches;

/// <summary>
/// The input of batches. Where its chunks begin is found out once and stored, so that whoever works on one reads only that part of the file.
/// </summary>
public sealed class BatchInput(IFileStore files, IPayloadStore payloads, Configuration.GatewayOptions options)
{
    private const string Index = "index";

    // A line is a request and what is around it.
    private const int Envelope = 4096;

    private int LongestLine => (int)options.MaxRequestBytes + Envelope;

    /// <summary>The lines of a file, blank ones too.</summary>
    public IAsyncEnumerable<FileLine> ReadAsync(StoredFile file, CancellationToken cancellationToken) =>
        FileLines.ReadAsync(files, file, 0, file.Bytes, LongestLine, cancellationToken);

    /// <summary>Stores where the chunks begin, and where the last one ends.</summary>
    public Task SaveIndexAsync(string batchId, IReadOnlyList<long> offsets, CancellationToken cancellationToken)
    {
        byte[] content = new byte[offsets.Count * sizeof(long)];
        for (int i = 0; i < offsets.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(i * sizeof(long)), offsets[i]);
        }

        return payloads.SaveAsync(batchId, Index, content, cancellationToken);
    }

    /// <summary>The requests of a chunk: which of the batch's each is, from 0, and what it says.</summary>
    /// <exception cref="Errors.GatewayException">The file is not there any more.</exception>
    public async IAsyncEnumerable<(int Index, BatchLine Line)> ReadChunkAsync(Batch batch, int chunk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoredFile file = await files.FindAsync(batch.App, batch.InputFileId, cancellationToken) ?? throw FileLibrary.NotThere(batch.InputFileId);
        ReadOnlyMemory<byte> index = await payloads.FindAsync(batch.Id, Index, cancellationToken) ?? throw FileLibrary.NotThere(batch.InputFileId);
        long from = OffsetAt(index, chunk);
        long to = OffsetAt(index, chunk + 1);
        int next = BatchLayout.FirstLineOf(chunk);
        await foreach (FileLine line in FileLines.ReadAsync(files, file, from, to, LongestLine, cancellationToken))
        {
            if (!line.IsBlank)
            {
                yield return (next++, BatchLineReader.Read(line.Text, line.Number, batch.Endpoint, out _)!);
            }
        }
    }

    private static long OffsetAt(ReadOnlyMemory<byte> index, int chunk) => BinaryPrimitives.ReadInt64LittleEndian(index.Span[(chunk * sizeof(long))..]);
}
