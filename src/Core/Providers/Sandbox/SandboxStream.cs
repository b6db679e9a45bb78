namespace LlmFunctions.Providers.Sandbox;

/// <summary>A response body whose pieces are made when they are read.</summary>
internal sealed class SandboxStream : Stream
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly IAsyncEnumerator<ReadOnlyMemory<byte>> _pieces;
    private ReadOnlyMemory<byte> _rest;

    public SandboxStream(Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> produce)
    {
        _pieces = produce(_cancellation.Token).GetAsyncEnumerator(_cancellation.Token);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Pieces are made under one token, reads come each with their own: the first that is cancelled ends the body.
        using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _cancellation);
        while (_rest.IsEmpty && await _pieces.MoveNextAsync())
        {
            _rest = _pieces.Current;
        }

        int length = Math.Min(buffer.Length, _rest.Length);
        _rest[..length].CopyTo(buffer);
        _rest = _rest[length..];
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The sandbox streams asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await _pieces.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Ends a read that is under way. Without a timer the source holds nothing that would have to be freed.
            _cancellation.Cancel();
        }

        base.Dispose(disposing);
    }
}
