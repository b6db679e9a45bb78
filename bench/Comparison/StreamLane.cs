using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace LlmFunctions.Bench.Comparison;

/// <summary>A connection that asks for one stream after another, and when the pieces of each came.</summary>
internal sealed class StreamLane : IDisposable
{
    private readonly Call _call;
    private readonly byte[] _request;
    private byte[] _answer = new byte[16 * 1024];
    private int _length;
    private bool _isCounted;
    private long _asked;
    private long _last;

    public StreamLane(Call call, long due)
    {
        _call = call;
        Due = due;
        byte[] body = Encoding.UTF8.GetBytes(call.Body);
        StringBuilder head = new($"POST {call.Address.PathAndQuery} HTTP/1.1\r\nHost: {call.Address.Authority}\r\nContent-Length: {body.Length}\r\n");
        foreach ((string name, string value) in call.Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        _request = [.. Encoding.ASCII.GetBytes($"{head}\r\n"), .. body];
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(call.Address.Host, call.Address.Port);
    }

    public Socket Socket { get; }

    /// <summary>When it asks for the first time.</summary>
    public long Due { get; }

    public bool IsWaiting { get; private set; }

    /// <summary>Milliseconds from each request to the first piece of its answer, but for the first request: it makes the connections behind it.</summary>
    public List<double> Firsts { get; } = [];

    /// <summary>The longest silence inside an answer, in milliseconds.</summary>
    public double LongestGap { get; private set; }

    public void Ask()
    {
        _length = 0;
        IsWaiting = true;
        _asked = Stopwatch.GetTimestamp();
        Socket.Send(_request);
    }

    /// <summary>Takes what has come.</summary>
    public void Receive()
    {
        if (_length == _answer.Length)
        {
            Array.Resize(ref _answer, 2 * _length);
        }

        bool hadPiece = HasPiece;
        int read = Socket.Receive(_answer, _length, _answer.Length - _length, SocketFlags.None);
        long now = Stopwatch.GetTimestamp();
        _length += read;
        ReadOnlySpan<byte> answer = _answer.AsSpan(0, _length);
        bool isWhole = answer.EndsWith("\r\n0\r\n\r\n"u8);
        if (read == 0 || (_length > 12 && !answer.StartsWith("HTTP/1.1 200"u8)) || (isWhole && answer.IndexOf("[DONE]"u8) < 0))
        {
            throw new InvalidOperationException($"{_call.Address}: the stream was cut or refused: {Encoding.UTF8.GetString(answer)}");
        }

        if (hadPiece)
        {
            LongestGap = Math.Max(LongestGap, Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds);
        }
        else if (HasPiece && _isCounted)
        {
            Firsts.Add(Stopwatch.GetElapsedTime(_asked, now).TotalMilliseconds);
        }

        _last = now;
        if (isWhole)
        {
            _isCounted = true;
            IsWaiting = false;
        }
    }

    public void Dispose() => Socket.Dispose();

    private bool HasPiece => _answer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8) is var head and > 0 && _length > head + 4;
}
