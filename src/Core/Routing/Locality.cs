using System.Net;
using LlmFunctions.Providers;

namespace LlmFunctions.Routing;

/// <summary>Tells providers on this machine or in this network from those on the internet, by their address.</summary>
internal static class Locality
{
    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    // Names that are nobody's on the internet: RFC 6761, 6762 and 9476, and ICANN's choice for private use.
    private static readonly string[] PrivateNames = [".localhost", ".local", ".internal", ".home.arpa", ".alt"];

    public static bool IsLocal(Provider provider) => provider.InProcess is not null || IsLocal(provider.BaseUrl);

    public static bool IsLocal(Uri address)
    {
        if (address.IsLoopback)
        {
            return true;
        }

        string host = address.IdnHost;
        return IPAddress.TryParse(host, out IPAddress? ip)
            ? Array.Exists(Private, network => network.Contains(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip))
            : !host.Contains('.', StringComparison.Ordinal) || Array.Exists(PrivateNames, name => host.EndsWith(name, StringComparison.OrdinalIgnoreCase));
    }
}
