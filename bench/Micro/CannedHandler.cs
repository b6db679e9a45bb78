using System.Net;
using System.Net.Http.Headers;

namespace LlmFunctions.Bench.Micro;

/// <summary>A provider that answers at once, below the HTTP client.</summary>
internal sealed class CannedHandler(byte[] answer, string contentType) : HttpMessageHandler
{
    private readonly MediaTypeHeaderValue _contentType = new(contentType);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(answer) { Headers = { ContentType = _contentType } } });
}
