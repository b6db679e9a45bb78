using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>
/// AWS's signature of a request, version 4
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). The one in AWS's own
/// package is not for use by others, and the package is far larger than this.
/// </summary>
internal static class SignatureV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Terminator = "aws4_request";

    /// <summary>The form of the header <c>X-Amz-Date</c>.</summary>
    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of the header <c>Authorization</c>.</summary>
    /// <param name="request">The request; its headers are signed, every one.</param>
    /// <param name="key">The access key.</param>
    /// <param name="scope">Region and service.</param>
    /// <param name="time">When it is signed; the request must carry the same in <c>X-Amz-Date</c>.</param>
    public static string Authorization(SignedRequest request, BedrockKey key, SigningScope scope, DateTimeOffset time)
    {
        string timestamp = Timestamp(time);
        string date = timestamp[..8];
        string credentialScope = $"{date}/{scope.Region}/{scope.Service}/{Terminator}";
        string toSign = $"{Algorithm}\n{timestamp}\n{credentialScope}\n{Hex(SHA256.HashData(Utf8(Canonical(request, out string signedHeaders))))}";

        byte[] dateKey = HMACSHA256.HashData(Utf8("AWS4" + key.Secret), Utf8(date));
        byte[] regionKey = HMACSHA256.HashData(dateKey, Utf8(scope.Region));
        byte[] serviceKey = HMACSHA256.HashData(regionKey, Utf8(scope.Service));
        byte[] signingKey = HMACSHA256.HashData(serviceKey, Utf8(Terminator));
        string signature = Hex(HMACSHA256.HashData(signingKey, Utf8(toSign)));
        return $"{Algorithm} Credential={key.AccessKeyId}/{credentialScope}, SignedHeaders={signedHeaders}, Signature={signature}";
    }

    private static string Canonical(SignedRequest request, out string signedHeaders)
    {
        (string Name, string Value)[] headers =
        [
            .. request.Headers
                .GroupBy(static header => header.Key.ToLowerInvariant(), static header => Trim(header.Value), StringComparer.Ordinal)
                .Select(static header => (header.Key, string.Join(',', header)))
                .OrderBy(static header => header.Key, StringComparer.Ordinal),
        ];
        signedHeaders = string.Join(';', headers.Select(static header => header.Name));
        StringBuilder canonical = new();
        canonical.Append(request.Method).Append('\n');
        canonical.Append(CanonicalPath(request.Path)).Append('\n');
        canonical.Append(CanonicalQuery(request.Query)).Append('\n');
        foreach ((string name, string value) in headers)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
        }

        canonical.Append('\n').Append(signedHeaders).Append('\n').Append(Hex(SHA256.HashData(request.Body.Span)));
        return canonical.ToString();
    }

    // The path is escaped once more than it is sent: what is an escape there becomes the escape of an escape here.
    private static string CanonicalPath(string path) =>
        path.Length == 0 ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string CanonicalQuery(string query) => string.Join('&', query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static parameter => parameter.Split('=', 2))
        .Select(static pair => (Name: Once(pair[0]), Value: Once(pair.Length > 1 ? pair[1] : "")))
        .OrderBy(static pair => pair.Name, StringComparer.Ordinal)
        .ThenBy(static pair => pair.Value, StringComparer.Ordinal)
        .Select(static pair => $"{pair.Name}={pair.Value}"));

    private static string Once(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string Trim(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
