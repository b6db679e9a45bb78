using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Errors;

namespace LlmFunctions.Jobs;

/// <summary>The header by which an app says that a request is the same as an earlier one.</summary>
public static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    private const int Longest = 255;

    /// <summary>The hash under which a key is kept; null when none was given.</summary>
    /// <exception cref="GatewayException">The key is too long, or has characters that no header should have.</exception>
    public static string? Hash(string? key)
    {
        if (string.IsNullOrEmpty(key))
        {
            return null;
        }

        return key.Length <= Longest && key.All(static c => c is >= ' ' and <= '~')
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))
            : throw new GatewayException(ErrorKind.InvalidRequest, $"The header {Header} must have at most {Longest} printable ASCII characters.", Header);
    }

    /// <summary>The hash of what is asked: of two requests with one key, it must be the same.</summary>
    /// <param name="kind">The kind of job.</param>
    /// <param name="dialect">The dialect of the body.</param>
    /// <param name="body">The body, byte for byte.</param>
    public static string HashOf(string kind, string dialect, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{kind}\n{dialect}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
