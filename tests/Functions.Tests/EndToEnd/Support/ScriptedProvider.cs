using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>
/// A provider on a local port that does what a test wants, down to the packet. With a script it answers by itself; without
/// one the test takes each request by <see cref="NextAsync"/> and answers it by hand.
/// </summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<ProviderExchange, Task>? _script;
    private readonly Channel<ProviderExchange> _waiting = Channel.CreateUnbounded<ProviderExchange>();
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    private ScriptedProvider(Func<ProviderExchange, Task>? script)
    {
        _script = script;
        _listener.Start(512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The address without a path; every dialect adds the path that it needs.</summary>
    public Uri BaseUrl => new($"http://127.0.0.1:{Port}");

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>The only request so far.</summary>
    public ReceivedRequest Request => Assert.Single(_requests);

    /// <summary>A provider whose requests the test answers by hand.</summary>
    public static ScriptedProvider ByHand() => new(null);

    public static ScriptedProvider Run(Func<ProviderExchange, Task> script) => new(script);

    /// <summary>A provider that answers every request the same.</summary>
    public static ScriptedProvider Answering(int status, string body, string contentType = "application/json", params (string Name, string Value)[] headers) =>
        new(exchange => exchange.RespondAsync(status, body, contentType, headers));

    /// <summary>A provider that streams the same pieces for every request and ends properly.</summary>
    public static ScriptedProvider Streaming(string contentType, params string[] pieces) => new(async exchange =>
    {
        await exchange.BeginAsync(contentType);
        foreach (string piece in pieces)
        {
            await exchange.SendAsync(piece);
        }

        await exchange.EndAsync();
    });

    /// <summary>The next request, for a provider without a script.</summary>
    public ValueTask<ProviderExchange> NextAsync() => _waiting.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
        Assert.Empty(_failures);
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
            }
        }
        catch (Exception exception) when (_stopping.IsCancellationRequested && exception is (OperationCanceledException or SocketException or InvalidOperationException))
        {
            // The last is what a listener says that was stopped between two connections.
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            try
            {
                if (await new ProviderConnection(socket).ReadRequestAsync(_stopping.Token) is { } request)
                {
                    ProviderExchange exchange = new(socket, request, _stopping.Token);
                    _requests.Enqueue(request);
                    await (_script is null ? _waiting.Writer.WriteAsync(exchange, _stopping.Token).AsTask() : _script(exchange));
                    await exchange.Over;
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // The test is over.
            }
            catch (SocketException)
            {
                // The gateway went away while the answer was being written; tests that care ask for GatewayGone.
            }
            catch (Exception exception)
            {
                _failures.Enqueue(exception);
            }
        }
    }
}
