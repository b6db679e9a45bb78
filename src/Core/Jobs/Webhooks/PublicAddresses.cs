using System.Net;
using System.Net.Sockets;

namespace LlmFunctions.Jobs.Webhooks;

/// <summary>Tells addresses of the internet from those of machines and networks around this one.</summary>
internal static class PublicAddresses
{
    private const int BytesOfV4 = 4;

    // https://www.iana.org/assignments/iana-ipv4-special-registry, and the address by which Azure's machines reach their host.
    private static readonly IPNetwork[] NotPublicV4 =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        ]).Select(static network => IPNetwork.Parse(network)),
    ];

    // All that is given out so far: https://www.iana.org/assignments/ipv6-unicast-address-assignments
    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");

    // Within it: documentation, benchmarks and Teredo's tunnels, 6to4, and more documentation.
    private static readonly IPNetwork[] NotPublicV6 = [.. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(static network => IPNetwork.Parse(network))];

    // IPv4 inside of IPv6: https://www.rfc-editor.org/rfc/rfc6052
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsOne(IPAddress address) => address switch
    {
        { AddressFamily: AddressFamily.InterNetwork } => !Array.Exists(NotPublicV4, network => network.Contains(address)),
        { IsIPv4MappedToIPv6: true } => IsOne(address.MapToIPv4()),
        { AddressFamily: AddressFamily.InterNetworkV6 } when Translated.Contains(address) => IsOne(new IPAddress(address.GetAddressBytes()[^BytesOfV4..])),
        { AddressFamily: AddressFamily.InterNetworkV6 } => PublicV6.Contains(address) && !Array.Exists(NotPublicV6, network => network.Contains(address)),
        _ => false,
    };
}
