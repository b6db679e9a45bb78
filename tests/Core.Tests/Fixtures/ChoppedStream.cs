namespace LlmFunctions.Tests.Fixtures;

/// <summary>A body that arrives in pieces of a given size.</summary>
internal sealed class ChoppedStream(byte[] bytes, int size) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
}
