using System.Net;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tests.Tables;

/// <summary>Lets the first transaction through and loses the answer.</summary>
internal sealed class LosingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private int _lost;

    public bool HasLost => _lost > 0;

    public TableClientOptions Options()
    {
        var options = new TableClientOptions { Transport = new HttpClientTransport(new HttpClient(this, disposeHandler: false)) };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return options;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (!request.RequestUri!.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal) || Interlocked.Exchange(ref _lost, 1) == 1)
        {
            return response;
        }

        response.Dispose();
        return new HttpResponseMessage(HttpStatusCode.GatewayTimeout);
    }
}
