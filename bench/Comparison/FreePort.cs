using System.Net;
using System.Net.Sockets;

namespace LlmFunctions.Bench.Comparison;

/// <summary>Ports for programs that cannot choose one themselves.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
