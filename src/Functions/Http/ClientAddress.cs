using System.Net;
using System.Net.Sockets;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Tells where a client calls from.</summary>
internal static class ClientAddress
{
    private const int BytesOfNetwork = 8;

    /// <summary>The address as limits by address count it: of an IPv6 address it is the network, because a client has all of it.</summary>
    public static string? Of(HttpRequest request) => Find(request) is not { } address ? null
        : address.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address) ? NetworkOf(address)
        : address.ToString();

    /// <summary>The same in full.</summary>
    public static IPAddress? Find(HttpRequest request) => request.HttpContext.Connection.RemoteIpAddress;

    /// <summary>
    /// Finds out who calls, and lets the connection have that address: its own; where that is the machine's own, as it is behind the Functions host, or
    /// one of the proxies, the one that was forwarded last. What stands before the first that is no proxy's is the client's own word.
    /// </summary>
    public static void Settle(HttpRequest request, IReadOnlyList<string> proxies)
    {
        ConnectionInfo connection = request.HttpContext.Connection;
        IPAddress? address = Plain(connection.RemoteIpAddress);
        bool isForwarded = address is null || IPAddress.IsLoopback(address) || AddressRanges.Contain(proxies, address);
        foreach (string entry in request.Headers["X-Forwarded-For"].SelectMany(static line => line?.Split(',') ?? []).Reverse())
        {
            // Azure's front end adds the port.
            if (!isForwarded || !IPEndPoint.TryParse(entry.Trim(), out IPEndPoint? end))
            {
                break;
            }

            address = Plain(end.Address);
            isForwarded = AddressRanges.Contain(proxies, address);
        }

        connection.RemoteIpAddress = address;
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static string NetworkOf(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(BytesOfNetwork).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
