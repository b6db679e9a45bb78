using System.Net;
using System.Net.Sockets;
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

    /// <summary>
    /// The address of the connection; where that is the machine's own, as it is behind the Functions host, the last one that was
    /// forwarded. Those before it are the client's own word.
    /// </summary>
    public static IPAddress? Find(HttpRequest request)
    {
        IPAddress? address = request.HttpContext.Connection.RemoteIpAddress;
        if ((address is null || IPAddress.IsLoopback(address)) && Forwarded(request) is { } forwarded)
        {
            address = forwarded;
        }

        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    private static IPAddress? Forwarded(HttpRequest request)
    {
        // Azure's front end adds the port.
        string? last = request.Headers["X-Forwarded-For"] is [.., { } value] ? value.Split(',')[^1].Trim() : null;
        return IPEndPoint.TryParse(last ?? "", out IPEndPoint? end) ? end.Address : null;
    }

    private static string NetworkOf(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(BytesOfNetwork).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
