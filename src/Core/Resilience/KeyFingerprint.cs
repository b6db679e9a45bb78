using System.Security.Cryptography;
using System.Text;

namespace LlmFunctions.Resilience;

/// <summary>Tells keys apart without telling them: a part of a hash, by which an instance knows whether its key is the one that was refused.</summary>
internal static class KeyFingerprint
{
    private const int Characters = 16;

    public static string Of(string? key) =>
        key is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..Characters];
}
