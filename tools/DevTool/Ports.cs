using System.Net;
using System.Net.Sockets;

namespace DevTool;

/// <summary>What listens on this machine.</summary>
internal static class Ports
{
    // Straight to this machine, whatever proxy is set.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                socket.ExclusiveAddressUse = true;
            }

            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Waits until an address answers with an accepted status.</summary>
    public static async Task AnswersAsync(Uri address, Func<HttpStatusCode, bool> accepts, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var response = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (accepts(response.StatusCode))
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Not there yet: that is what is being waited for.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }
}
