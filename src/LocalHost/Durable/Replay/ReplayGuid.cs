using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LlmFunctions.LocalHost.Durable.Replay;

/// <summary>Ids that are the same in every replay: made of the instance, the time and a count.</summary>
internal static class ReplayGuid
{
    public static Guid Create(string instanceId, DateTime time, int count)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{time:O}_{count}");
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);

        // Version 8 and the variant of RFC 9562: an id of the maker's own.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
