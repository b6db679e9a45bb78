using System.Net;
using System.Net.Sockets;
using LlmFunctions.Testing;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>A way to the tests' storage that can be held up and closed.</summary>
internal sealed class StorageProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Socket> _sockets = [];
    private readonly Uri _storage;
    private readonly Task _accepting;
    private bool _isBroken;
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StorageProxy(Uri storage)
    {
        _storage = storage;
        _open.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Azurite.AccountName};AccountKey={Azurite.AccountKey};"
            + $"TableEndpoint=http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{Azurite.AccountName};";
    }

    public string ConnectionString { get; }

    /// <summary>Ends when something was sent to the storage that did not get through.</summary>
    public Task Held => _held.Task;

    public static async Task<StorageProxy> StartAsync() => new(await Azurite.TableEndpointAsync());

    /// <summary>Lets nothing through until <see cref="Release"/>.</summary>
    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _open.SetResult();

    /// <summary>Breaks every connection off and takes no new one.</summary>
    public void Break()
    {
        _listener.Stop();
        lock (_sockets)
        {
            _isBroken = true;
            _sockets.ForEach(static socket => socket.Dispose());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Break();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(Own(await _listener.AcceptSocketAsync(_stopping.Token))));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The last is what a listener says that was stopped between two connections.
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket near)
    {
        Socket far = Own(new Socket(SocketType.Stream, ProtocolType.Tcp));
        try
        {
            await far.ConnectAsync(_storage.Host, _storage.Port, _stopping.Token);
            await Task.WhenAny(CopyAsync(near, far, isRequest: true), CopyAsync(far, near, isRequest: false));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Broken off, which is what this is for.
        }

        near.Dispose();
        far.Dispose();
    }

    private async Task CopyAsync(Socket from, Socket to, bool isRequest)
    {
        byte[] buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReceiveAsync(buffer, _stopping.Token)) > 0;)
        {
            if (isRequest && !_open.Task.IsCompleted)
            {
                _held.TrySetResult();
                await _open.Task.WaitAsync(_stopping.Token);
            }

            await to.SendAsync(buffer.AsMemory(0, read), _stopping.Token);
        }
    }

    private Socket Own(Socket socket)
    {
        lock (_sockets)
        {
            _sockets.Add(socket);
            if (_isBroken)
            {
                // It was accepted just before the listener stopped.
                socket.Dispose();
            }
        }

        return socket;
    }
}
