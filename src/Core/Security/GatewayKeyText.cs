using System.Security.Cryptography;
using System.Text;

namespace LlmFunctions.Security;

/// <summary>
/// The text of a gateway key: <c>llmf_&lt;id&gt;_&lt;secret&gt;&lt;checksum&gt;</c>. The id finds the key's row; the checksum lets
/// mistyped and made-up keys be refused without asking the storage.
/// </summary>
public static class GatewayKeyText
{
    public const string Scheme = "llmf_";
    private const int IdLength = 12;
    private const int SecretLength = 32;
    private const int ChecksumLength = 6;
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>Makes a new key; its secret part has 160 random bits.</summary>
    public static string Create()
    {
        string body = $"{Scheme}{RandomNumberGenerator.GetString(Alphabet, IdLength)}_{RandomNumberGenerator.GetString(Alphabet, SecretLength)}";
        return body + Checksum(body);
    }

    /// <summary>The id of a well-formed key, or null.</summary>
    public static string? Id(string key) =>
        key.Length == Scheme.Length + IdLength + 1 + SecretLength + ChecksumLength
        && key.StartsWith(Scheme, StringComparison.Ordinal)
        && key[Scheme.Length + IdLength] == '_'
        && key.EndsWith(Checksum(key.AsSpan(0, key.Length - ChecksumLength)), StringComparison.Ordinal)
            ? key.Substring(Scheme.Length, IdLength)
            : null;

    /// <summary>Whether a text could be the id of a key.</summary>
    public static bool IsId(string id) => id.Length == IdLength && id.All(Alphabet.Contains);

    /// <summary>What may be shown of a key.</summary>
    public static string Prefix(string key) => key[..(Scheme.Length + IdLength)];

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static string Checksum(ReadOnlySpan<char> body)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(body.ToString()));
        return string.Create(ChecksumLength, hash, static (span, bytes) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = Alphabet[bytes[i] & 31];
            }
        });
    }
}
