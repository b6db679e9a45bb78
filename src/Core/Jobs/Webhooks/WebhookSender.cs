using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using LlmFunctions.Configuration;

namespace LlmFunctions.Jobs.Webhooks;

/// <summary>
/// Posts webhooks. Where a name leads to is looked at when the connection is made, so that no name can lead into a private network; no
/// redirect is followed.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly WebhookPolicy _policy;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly HttpMessageInvoker _connections;

    /// <param name="policy">Where they may go.</param>
    /// <param name="options">The settings.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="resolve">Finds the addresses of a host.</param>
    public WebhookSender(WebhookPolicy policy, GatewayOptions options, TimeProvider timeProvider, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _policy = policy;
        _options = options;
        _timeProvider = timeProvider;
        _resolve = resolve;
        _connections = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>Posts one; returns the receiver's status, or why there is none.</summary>
    /// <param name="address">Where to; checked by the policy.</param>
    /// <param name="id">The same for every try.</param>
    /// <param name="body">What is told.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<(int? Status, string? Problem)> SendAsync(Uri address, string id, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } } };
        request.Headers.TryAddWithoutValidation("User-Agent", "llm-functions");
        request.Headers.TryAddWithoutValidation(WebhookSignature.IdHeader, id);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, WebhookSignature.Timestamp(now));
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, WebhookSignature.Of(_options.Jobs.WebhookSecret!, id, now, body.Span));
        using CancellationTokenSource patience = new(Patience, _timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _connections.SendAsync(request, either.Token);
            return ((int)response.StatusCode, response.IsSuccessStatusCode ? null : "the receiver did not answer with a 2xx status");
        }
        catch (HttpRequestException exception)
        {
            return (null, exception.InnerException is WebhookForbiddenException forbidden ? forbidden.Message : "the receiver could not be reached");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "the receiver did not answer in time");
        }
    }

    public void Dispose() => _connections.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = [.. (await _resolve(context.DnsEndPoint.Host, cancellationToken)).Where(_policy.MayConnect)];
        if (addresses.Length == 0)
        {
            throw new WebhookForbiddenException();
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
