using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>Checks signatures as AWS does, from the request as it came over the wire.</summary>
internal static partial class AwsSignature
{
    public static void AssertValid(ReceivedRequest request, string accessKeyId, string secret, string region, DateTimeOffset now)
    {
        Match header = Authorization.Match(request.Headers["Authorization"]);
        Assert.True(header.Success, request.Headers["Authorization"]);
        string date = request.Headers["X-Amz-Date"];
        DateTimeOffset signedAt = DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange(signedAt, now - TimeSpan.FromMinutes(5), now + TimeSpan.FromMinutes(5));
        string scope = $"{date[..8]}/{region}/bedrock/aws4_request";
        Assert.Equal($"{accessKeyId}/{scope}", header.Groups["credential"].Value);

        string[] signed = header.Groups["headers"].Value.Split(';');
        Assert.Contains("host", signed);
        Assert.All(
            request.Headers.Keys.Where(static name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)),
            name => Assert.Contains(name.ToLowerInvariant(), signed));
        StringBuilder canonical = new($"{request.Method}\n{request.Path.Replace("%", "%25", StringComparison.Ordinal)}\n\n");
        foreach (string name in signed)
        {
            string value = request.Headers.Single(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
            canonical.Append(CultureInfo.InvariantCulture, $"{name}:{value.Trim()}\n");
        }

        canonical.Append(CultureInfo.InvariantCulture, $"\n{header.Groups["headers"].Value}\n{Hash(request.Body)}");
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string step in scope.Split('/').Append($"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical.ToString()))}"))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        }

        Assert.Equal(Convert.ToHexStringLower(key), header.Groups["signature"].Value);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    [GeneratedRegex("^AWS4-HMAC-SHA256 Credential=(?<credential>[^,]+), SignedHeaders=(?<headers>[^,]+), Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Authorization { get; }
}
