using System.Collections.Concurrent;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tests.DataTables;

/// <summary>Stands between the client and the network: remembers requests, and answers those that the script has an answer for.</summary>
internal sealed class ScriptedHandler(Func<int, HttpRequestMessage, HttpResponseMessage?> script) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _count;
    private TaskCompletionSource? _held;

    public ConcurrentQueue<HttpRequestMessage> Requests { get; } = new();

    public ConcurrentQueue<string> Bodies { get; } = new();

    public TableClientOptions Options()
    {
        var options = new TableClientOptions { Transport = new HttpClientTransport(new HttpClient(this, disposeHandler: false)) };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(1);
        return options;
    }

    /// <summary>Lets no request go on until <see cref="Continue"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Continue() => _held?.SetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        Bodies.Enqueue(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        if (_held is { } held)
        {
            await held.Task.WaitAsync(cancellationToken);
        }

        return script(Interlocked.Increment(ref _count), request) ?? await base.SendAsync(request, cancellationToken);
    }
}
