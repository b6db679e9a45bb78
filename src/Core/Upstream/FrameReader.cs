using System.Buffers;
using System.Runtime.CompilerServices;
using LlmFunctions.Errors;

namespace LlmFunctions.Upstream;

/// <summary>
/// Cuts a provider's body into frames as the bytes arrive, however they are split, and keeps the original bytes of each
/// frame so that they can be passed on untouched.
/// </summary>
public abstract class FrameReader(Stream body)
{
    private const int FirstBuffer = 8 * 1024;
    protected const int LongestFrame = 16 * 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _start;
    private int _end;
    private int _scanned;
    private bool _ended;

    public static FrameReader Create(StreamFraming framing, Stream body) => framing switch
    {
        StreamFraming.Sse => new SseFrameReader(body),
        StreamFraming.NewlineDelimitedJson => new NdjsonFrameReader(body),
        StreamFraming.EventStream => new EventStreamFrameReader(body),
        _ => throw new ArgumentOutOfRangeException(nameof(framing), framing, null),
    };

    /// <summary>Reads the next frame, or returns null at the end of the body.</summary>
    /// <exception cref="GatewayException">A frame is longer than this gateway is willing to hold.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<StreamFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int length = FindEnd(_buffer.AsSpan(_start, _end - _start), ref _scanned);
            if (length > 0)
            {
                return Take(length, isTail: false);
            }

            if (_ended)
            {
                return _end > _start ? Take(_end - _start, isTail: true) : null;
            }

            MakeRoom();
            int read = await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read;
            _ended = read == 0;
        }
    }

    /// <summary>Gives the buffer back, and with it every frame; nothing can be read any more.</summary>
    public void Release()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _start = _end = _scanned = 0;
        _ended = true;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The length of the first complete frame, or 0; <paramref name="scanned"/> remembers how far the search came.</summary>
    protected abstract int FindEnd(ReadOnlySpan<byte> bytes, ref int scanned);

    protected abstract StreamFrame Parse(ReadOnlyMemory<byte> raw, bool isTail);

    private StreamFrame Take(int length, bool isTail)
    {
        ReadOnlyMemory<byte> raw = _buffer.AsMemory(_start, length);
        _start += length;
        _scanned = 0;
        return Parse(raw, isTail);
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        int length = _end - _start;
        if (length >= LongestFrame)
        {
            throw UpstreamErrors.Malformed($"a stream event of more than {LongestFrame} bytes");
        }

        byte[] full = _buffer;
        _buffer = length > full.Length / 2 ? ArrayPool<byte>.Shared.Rent(full.Length * 2) : full;
        full.AsSpan(_start, length).CopyTo(_buffer);
        if (_buffer != full)
        {
            ArrayPool<byte>.Shared.Return(full);
        }

        _start = 0;
        _end = length;
    }
}
