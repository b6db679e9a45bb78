using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace LlmFunctions.Bench;

/// <summary>Makes chat calls with nothing between the clock and the socket that could be left out.</summary>
internal sealed class ChatClient(Uri address, string key, string model, string extra) : IDisposable
{
    private static readonly byte[] EndOfStream = "data: [DONE]\n\n"u8.ToArray();

    private readonly HttpMessageInvoker _connections = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly AuthenticationHeaderValue _authorization = new("Bearer", key);
    private readonly byte[] _whole = Body(model, stream: false, extra);
    private readonly byte[] _streamed = Body(model, stream: true, extra);

    /// <summary>Makes one call and reads the answer to its end.</summary>
    public async Task<Timing> AskAsync(bool streamed, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(streamed ? _streamed : _whole) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Headers = { Authorization = _authorization },
        };
        using HttpResponseMessage response = await _connections.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"{address}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[16 * 1024];
        int read = await body.ReadAsync(buffer, cancellationToken);
        double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        bool ended = !streamed;
        while (read > 0)
        {
            ended |= buffer.AsSpan(0, read).EndsWith(EndOfStream);
            read = await body.ReadAsync(buffer, cancellationToken);
        }

        return ended ? new Timing(first, Stopwatch.GetElapsedTime(start).TotalMilliseconds) : throw new InvalidOperationException($"{address}: the stream was cut.");
    }

    public void Dispose() => _connections.Dispose();

    private static byte[] Body(string model, bool stream, string extra) => Encoding.UTF8.GetBytes(
        $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"temperature":0.7,"messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"Say twenty words."}]{{extra}}}""");
}
