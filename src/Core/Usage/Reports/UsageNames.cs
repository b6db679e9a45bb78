using System.Security.Cryptography;
using System.Text;

namespace LlmFunctions.Usage.Reports;

/// <summary>Names that clients choose, as reports have them.</summary>
internal static class UsageNames
{
    private const int Longest = 128;
    private const int HashBytes = 8;

    // Records have no more of it.
    private const int LongestInRecords = 1024;

    /// <summary>A name that is too long for sums is told apart by the hash at its end, and is the same wherever it comes from: a record, a sum or a query.</summary>
    public static string? Short(string? name)
    {
        if (name is null || name.Length <= Longest)
        {
            return name;
        }

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(name[..Math.Min(name.Length, LongestInRecords)]));
        int kept = Longest - 1 - (2 * HashBytes);
        return $"{name[..(char.IsHighSurrogate(name[kept - 1]) ? kept - 1 : kept)]}#{Convert.ToHexStringLower(hash.AsSpan(0, HashBytes))}";
    }
}
