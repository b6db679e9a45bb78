using System.Net;

namespace LlmFunctions.Upstream;

/// <summary>Fetches small public documents over HTTP, without credentials and without following redirects.</summary>
public sealed class PublicDocuments(TimeProvider timeProvider) : IDocumentSource, IDisposable
{
    private const int LargestDocument = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lazy<HttpMessageInvoker> _pool = new(static () => new HttpMessageInvoker(new SocketsHttpHandler
    {
        ConnectTimeout = Patience,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AutomaticDecompression = DecompressionMethods.All,
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    }));

    public async Task<ReadOnlyMemory<byte>> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(Patience, timeProvider);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        using HttpResponseMessage response = await _pool.Value.SendAsync(request, both.Token);
        response.EnsureSuccessStatusCode();
        await using Stream body = await response.Content.ReadAsStreamAsync(both.Token);
        return await LimitedBody.ReadAsync(body, LargestDocument, response.Content.Headers.ContentLength, both.Token)
            ?? throw new HttpRequestException($"The document has more than {LargestDocument} bytes.");
    }

    public void Dispose()
    {
        if (_pool.IsValueCreated)
        {
            _pool.Value.Dispose();
        }
    }
}
