using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>
/// One request to a scripted provider, and the hand on its answer: each piece that is sent is a packet of its own, and the
/// connection can be stalled, ended or cut at any byte.
/// </summary>
internal sealed class ProviderExchange
{
    private readonly Socket _socket;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _watching;
    private readonly CancellationToken _stopping;
    private volatile bool _over;

    public ProviderExchange(Socket socket, ReceivedRequest request, CancellationToken stopping)
    {
        _socket = socket;
        _stopping = stopping;
        Request = request;
        _watching = WatchAsync();
    }

    public ReceivedRequest Request { get; }

    /// <summary>Ends when the gateway closes the connection while the answer is not complete; else never.</summary>
    public Task GatewayGone => _gone.Task;

    /// <summary>Whether the gateway closed the connection while the answer was not complete.</summary>
    public bool IsGatewayGone => GatewayGone.IsCompletedSuccessfully;

    /// <summary>Ends when the connection has no further use.</summary>
    internal Task Over => _watching;

    /// <summary>Answers in one piece.</summary>
    public async Task RespondAsync(int status, byte[] body, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        string head = Head(status, contentType, headers) + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n");
        _over = true;
        await WriteAsync([.. Encoding.Latin1.GetBytes(head), .. body]);
        Close();
    }

    public Task RespondAsync(int status, string body, string contentType = "application/json", params (string Name, string Value)[] headers) =>
        RespondAsync(status, Encoding.UTF8.GetBytes(body), contentType, headers);

    /// <summary>Begins an answer whose pieces follow.</summary>
    public Task BeginAsync(string contentType = "text/event-stream", int status = 200, params (string Name, string Value)[] headers) =>
        WriteAsync(Encoding.Latin1.GetBytes(Head(status, contentType, headers) + "Transfer-Encoding: chunked\r\n\r\n"));

    public Task SendAsync(string piece) => SendAsync(Encoding.UTF8.GetBytes(piece));

    public Task SendAsync(ReadOnlyMemory<byte> piece) => WriteAsync([
        .. Encoding.Latin1.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. piece.Span, .. "\r\n"u8]);

    /// <summary>Ends the answer as HTTP wants it.</summary>
    public async Task EndAsync()
    {
        _over = true;
        await WriteAsync("0\r\n\r\n"u8.ToArray());
        Close();
    }

    /// <summary>Breaks the connection off with a reset.</summary>
    public void Cut()
    {
        _over = true;
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    /// <summary>Sends no more; what was sent still arrives. Closing outright while a read is pending would reset the connection.</summary>
    public void Close()
    {
        _over = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The gateway, which has got everything, was quicker to close.
        }
    }

    private static string Head(int status, string contentType, (string Name, string Value)[] headers) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Scripted\r\nContent-Type: {contentType}\r\nConnection: close\r\n")
        + string.Concat(headers.Select(static header => $"{header.Name}: {header.Value}\r\n"));

    private async Task WriteAsync(byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += await _socket.SendAsync(bytes.AsMemory(sent), _stopping);
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            // The gateway sends nothing more: whatever comes is the end.
            await _socket.ReceiveAsync(new byte[1], _stopping);
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }

        if (!_over)
        {
            _gone.SetResult();
        }
    }
}
