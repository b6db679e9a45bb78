using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LlmFunctions.Security;

/// <summary>Ranges of addresses: <c>192.0.2.0/24</c>, <c>2001:db8::/32</c>, or a single address.</summary>
public static class AddressRanges
{
    /// <summary>The range in its own form; null when it is none. Bits behind the prefix are dropped.</summary>
    public static string? Normalize(string range)
    {
        if (!range.Contains('/', StringComparison.Ordinal))
        {
            return Parse(range) is { } single ? Plain(single).ToString() : null;
        }

        string[] parts = range.Split('/');
        return parts.Length == 2
            && Parse(parts[0]) is { } address
            && !address.IsIPv4MappedToIPv6
            && byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte length)
            && length <= address.GetAddressBytes().Length * 8
                ? new IPNetwork(Masked(address, length), length).ToString()
                : null;
    }

    /// <summary>Whether an address is in one of the ranges. One that is not known is in none.</summary>
    public static bool Contain(IReadOnlyList<string> ranges, IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        IPAddress plain = Plain(address);
        foreach (string range in ranges)
        {
            if (range.Contains('/', StringComparison.Ordinal) ? IPNetwork.Parse(range).Contains(plain) : IPAddress.Parse(range).Equals(plain))
            {
                return true;
            }
        }

        return false;
    }

    // Not in the short forms of old, of which few know what they stand for, and of no interface.
    private static IPAddress? Parse(string text) =>
        IPAddress.TryParse(text, out IPAddress? address)
        && !text.Contains('%', StringComparison.Ordinal)
        && (address.AddressFamily != AddressFamily.InterNetwork || address.ToString() == text)
            ? address
            : null;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPAddress Masked(IPAddress address, int length)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            int kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }
}
