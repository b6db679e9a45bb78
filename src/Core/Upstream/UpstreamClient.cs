using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using LlmFunctions.Errors;
using LlmFunctions.Providers;

namespace LlmFunctions.Upstream;

/// <summary>The only place that calls a provider. One pool of connections a provider, kept for the life of the app.</summary>
public sealed class UpstreamClient(TimeProvider timeProvider) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly ConcurrentDictionary<string, Lazy<HttpMessageInvoker>> _pools = new(StringComparer.Ordinal);

    /// <summary>Sends a request and returns when the headers of the answer are there.</summary>
    /// <exception cref="GatewayException">The provider could not be reached.</exception>
    public async Task<UpstreamResponse> SendAsync(Provider provider, UpstreamRequest request, string? apiKey, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = CreateMessage(provider, request, apiKey);
        try
        {
            HttpResponseMessage response = await Pool(provider).SendAsync(message, cancellationToken);
            return new UpstreamResponse(response, RetryAfter(response));
        }
        catch (HttpRequestException exception)
        {
            throw new GatewayException(ErrorKind.UpstreamError, $"The provider '{provider.Name}' could not be reached: {Explain(exception.HttpRequestError)}.", innerException: exception);
        }
    }

    public void Dispose()
    {
        foreach (Lazy<HttpMessageInvoker> pool in _pools.Values)
        {
            pool.Value.Dispose();
        }
    }

    private static HttpRequestMessage CreateMessage(Provider provider, UpstreamRequest request, string? apiKey)
    {
        HttpRequestMessage message = new(HttpMethod.Post, new Uri(provider.BaseUrl, request.Path))
        {
            Content = new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = Json } },
        };
        foreach ((string name, string value) in provider.Dialect.Headers(apiKey))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        // What the operator configured is the last word.
        foreach ((string name, string value) in request.Headers.Concat(provider.Headers))
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

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

    private HttpMessageInvoker Pool(Provider provider) =>
        _pools.GetOrAdd(provider.Name, static (_, state) => new Lazy<HttpMessageInvoker>(() => state.Client.CreatePool(state.Provider)), (Client: this, Provider: provider)).Value;

    private HttpMessageInvoker CreatePool(Provider provider) => new(provider.InProcess?.Invoke(timeProvider) ?? new SocketsHttpHandler
    {
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        EnableMultipleHttp2Connections = true,
        AutomaticDecompression = DecompressionMethods.None,
        // A redirect would carry the key and the prompt to an address that nobody configured.
        AllowAutoRedirect = false,
        UseCookies = false,
    });
}
