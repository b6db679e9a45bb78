using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LlmFunctions.Jobs.Webhooks;

/// <summary>Signs webhooks as https://www.standardwebhooks.com has it, so that its libraries can verify them.</summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";

    public static string Of(string secret, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, KeyOf(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{Timestamp(at)}."));
        hash.AppendData(body);
        return "v1," + Convert.ToBase64String(hash.GetHashAndReset());
    }

    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    // Its libraries want secrets in base64; any other text is taken as it is.
    private static byte[] KeyOf(string secret)
    {
        byte[] key = new byte[secret.Length];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out int length)
            ? key[..length]
            : Encoding.UTF8.GetBytes(secret);
    }
}
