using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Secrets;

namespace LlmFunctions.Upstream;

/// <summary>The only place that calls a provider. One pool of connections an address of a provider, kept for the life of the app.</summary>
public sealed class UpstreamClient(TimeProvider timeProvider, IAccessTokenSource tokens) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly AuthorizationServices _services = new(timeProvider, tokens);
    private readonly ConcurrentDictionary<string, Place> _connections = new(StringComparer.Ordinal);

    /// <summary>Sends a request and returns when the headers of the answer are there.</summary>
    /// <exception cref="GatewayException">The provider could not be reached.</exception>
    public Task<UpstreamResponse> SendAsync(Provider provider, UpstreamRequest request, string? apiKey, CancellationToken cancellationToken) =>
        SendAsync(provider, request, apiKey, static _ => { }, cancellationToken);

    /// <summary>Sends a request and returns when the headers of the answer are there.</summary>
    /// <param name="provider">Where to.</param>
    /// <param name="request">What.</param>
    /// <param name="apiKey">The provider's key.</param>
    /// <param name="sent">Told true when the request is authorized and leaves, and false if no connection could be made for it after all.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="GatewayException">The provider could not be reached, or there are no credentials for it.</exception>
    public async Task<UpstreamResponse> SendAsync(
        Provider provider, UpstreamRequest request, string? apiKey, Action<bool> sent, CancellationToken cancellationToken)
    {
        Connection connection = Connect(provider);
        using HttpRequestMessage message = CreateMessage(provider, connection.AddressOf(provider, request.Path), request, apiKey);
        if (connection.Authorization is { } authorization)
        {
            await AuthorizeAsync(authorization, message, provider, request, apiKey, cancellationToken);
        }

        sent(true);
        try
        {
            HttpResponseMessage response = await connection.Pool.SendAsync(message, cancellationToken);
            return new UpstreamResponse(response, RetryAfter(response));
        }
        catch (HttpRequestException exception)
        {
            sent(!IsOfConnection(exception.HttpRequestError));
            throw Unreachable(provider, Explain(exception.HttpRequestError), exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // So the handler says that it could not connect in time.
            sent(false);
            throw new GatewayException(ErrorKind.UpstreamTimeout, $"The provider '{provider.Name}' could not be reached: no connection could be made in time.", innerException: exception);
        }
    }

    public void Dispose()
    {
        foreach (Place place in _connections.Values)
        {
            place.Connection.Value.Pool.Dispose();
        }
    }

    private static HttpRequestMessage CreateMessage(Provider provider, Uri address, UpstreamRequest request, string? apiKey)
    {
        HttpRequestMessage message = new(request.Method, address)
        {
            Content = request.Body.IsEmpty ? null : new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = Json } },
            // HTTP/2 where TLS negotiates it, so that many streams share few connections; HTTP/1.1 elsewhere.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach ((string name, string value) in provider.Dialect.Headers(apiKey))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (provider.TraceContext && Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            message.Headers.TryAddWithoutValidation("traceparent", activity.Id);
        }

        // What the operator configured is the last word.
        Replace(message, request.Headers);
        Replace(message, provider.Headers);
        return message;
    }

    private static void Replace(HttpRequestMessage message, IReadOnlyDictionary<string, string> headers)
    {
        if (headers.Count == 0)
        {
            return;
        }

        foreach ((string name, string value) in headers)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static async Task AuthorizeAsync(
        IRequestAuthorization authorization, HttpRequestMessage message, Provider provider, UpstreamRequest request, string? apiKey, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, HeaderStringValues>> headers = message.Content is { } content
            ? message.Headers.NonValidated.Concat(content.Headers.NonValidated)
            : message.Headers.NonValidated;
        OutgoingRequest outgoing = new(
            message.Method.Method,
            message.RequestUri!,
            [.. headers.Select(static header => KeyValuePair.Create(header.Key, header.Value.ToString()))],
            request.Body,
            apiKey);
        foreach ((string name, string value) in await authorization.AuthorizeAsync(outgoing, cancellationToken))
        {
            // What the operator configured is the last word here, too.
            if (!provider.Headers.ContainsKey(name))
            {
                message.Headers.Remove(name);
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private static GatewayException Unreachable(Provider provider, string why, Exception cause) =>
        new(ErrorKind.UpstreamError, $"The provider '{provider.Name}' could not be reached: {why}.", innerException: cause);

    private static bool IsOfConnection(HttpRequestError problem) => problem is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static string Explain(HttpRequestError problem) => problem switch
    {
        HttpRequestError.NameResolutionError => "its name could not be resolved",
        HttpRequestError.ConnectionError => "the connection was refused or timed out",
        HttpRequestError.SecureConnectionError => "no secure connection could be made",
        HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse => "it broke off the connection or does not speak HTTP",
        _ => "the connection failed",
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delay } => delay,
        { Date: { } date } when date - timeProvider.GetUtcNow() is { Ticks: > 0 } delay => delay,
        _ => null,
    };

    // A provider that is configured anew gets connections anew. What runs on the old ones goes on, and they close when they are idle.
    private Connection Connect(Provider provider)
    {
        if (!_connections.TryGetValue(provider.ConnectionKey, out Place? place) || place.Fingerprint != provider.Fingerprint)
        {
            Place made = new(provider.Fingerprint, new Lazy<Connection>(() => new Connection(CreatePool(provider), provider.Dialect.CreateAuthorization(provider, _services))));
            place = _connections.AddOrUpdate(
                provider.ConnectionKey,
                static (_, made) => made,
                static (_, other, made) => other.Fingerprint == made.Fingerprint ? other : made,
                made);
        }

        return place.Connection.Value;
    }

    private HttpMessageInvoker CreatePool(Provider provider) => new(provider.InProcess?.Invoke(timeProvider) ?? new SocketsHttpHandler
    {
        ConnectTimeout = provider.Timeouts.Connect ?? ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        EnableMultipleHttp2Connections = true,
        // After the last event, HTTP's own end follows at once and frees the connection; a stream that nobody reads any more must not run on.
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(500),
        AutomaticDecompression = DecompressionMethods.None,
        // A redirect would carry the key and the prompt to an address that nobody configured.
        AllowAutoRedirect = false,
        UseCookies = false,
        // It would tell every provider of the caller's trace and baggage; who may know of a trace is a setting.
        ActivityHeadersPropagator = null,
    });

    private sealed record Place(string Fingerprint, Lazy<Connection> Connection);

    private sealed class Connection(HttpMessageInvoker pool, IRequestAuthorization? authorization)
    {
        // Most providers have one path for all calls; its address is kept.
        private volatile Target? _last;

        public HttpMessageInvoker Pool => pool;

        public IRequestAuthorization? Authorization => authorization;

        public Uri AddressOf(Provider provider, string path)
        {
            if (_last is { } last && last.Path == path && ReferenceEquals(last.BaseUrl, provider.BaseUrl))
            {
                return last.Address;
            }

            Uri address = new(provider.BaseUrl, path);
            if (!address.AbsoluteUri.StartsWith(provider.BaseUrl.AbsoluteUri, StringComparison.Ordinal))
            {
                // A path is made of what clients send; the key is for the provider's own address only.
                throw new GatewayException(ErrorKind.ModelNotFound, $"The provider '{provider.Name}' cannot have a model of this name.", "model");
            }

            _last = new Target(path, provider.BaseUrl, address);
            return address;
        }

        private sealed record Target(string Path, Uri BaseUrl, Uri Address);
    }
}
