using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>Reads one HTTP/1.1 request from a connection, and knows no more of HTTP than that.</summary>
internal sealed class ProviderConnection(Socket socket)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _length;

    /// <summary>The request, or null when the caller hung up before it was complete.</summary>
    public async Task<ReceivedRequest?> ReadRequestAsync(CancellationToken cancellationToken)
    {
        int head;
        while ((head = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }

        string[] lines = Encoding.Latin1.GetString(_buffer, 0, head).Split("\r\n");
        string[] first = lines[0].Split(' ');
        Dictionary<string, string> headers = lines.Skip(1)
            .Select(static line => line.Split(':', 2))
            .ToDictionary(static pair => pair[0], static pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        int bodyStart = head + 4;
        int bodyLength = headers.TryGetValue("Content-Length", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        while (_length < bodyStart + bodyLength)
        {
            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }

        return new ReceivedRequest(first[0], first[1], headers, _buffer[bodyStart..(bodyStart + bodyLength)]);
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = await socket.ReceiveAsync(_buffer.AsMemory(_length), cancellationToken);
        _length += read;
        return read > 0;
    }
}
