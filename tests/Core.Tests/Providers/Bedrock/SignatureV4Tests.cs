using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Providers.Bedrock;
using Xunit;

namespace LlmFunctions.Tests.Providers.Bedrock;

/// <summary>AWS's own vectors: https://github.com/awslabs/aws-c-auth/tree/main/tests/aws-signing-test-suite/v4, named as there.</summary>
public sealed class SignatureV4Tests
{
    private const string Token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";

    private static readonly DateTimeOffset Time = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    private static readonly BedrockKey Key = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null, null);

    [Theory]
    [InlineData("post-vanilla", "POST", "/", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("get-utf8", "GET", "/ሴ", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")]
    [InlineData("get-space-unnormalized", "GET", "/example space/", "", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741")]
    [InlineData("get-vanilla-query-order-key-case", "GET", "/", "?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void A_request_is_signed_as_AWS_does(string vector, string method, string path, string query, string signature) =>
        AssertSigned(vector, new SignedRequest(method, path, query, Headers(), default), "host;x-amz-date", signature);

    [Fact]
    public void Every_header_that_is_given_is_signed()
    {
        AssertSigned(
            "get-vanilla-with-session-token",
            new SignedRequest("GET", "/", "", Headers(("X-Amz-Security-Token", Token)), default),
            "host;x-amz-date;x-amz-security-token",
            "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8");
        AssertSigned(
            "get-header-value-trim",
            new SignedRequest("GET", "/", "", Headers(("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")), default),
            "host;my-header1;my-header2;x-amz-date",
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
    }

    [Fact]
    public void The_body_is_signed() => AssertSigned(
        "post-x-www-form-urlencoded",
        new SignedRequest(
            "POST",
            "/",
            "",
            Headers(
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Content-Length", "13"),
                ("x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e")),
            "Param1=value1"u8.ToArray()),
        "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
        "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b");

    [Fact]
    public void An_escape_in_the_path_is_escaped_once_more()
    {
        // A model's colon is sent as %3A and signed as %253A: what is signed differs from what is sent without the escape.
        string escaped = Sign(new SignedRequest("POST", "/model/a%3A0/converse", "", Headers(), default));
        string plain = Sign(new SignedRequest("POST", "/model/a:0/converse", "", Headers(), default));
        Assert.NotEqual(plain, escaped);
        Assert.Equal(SignedPath("/model/a%253A0/converse"), escaped.Split("Signature=")[1]);
    }

    private static List<KeyValuePair<string, string>> Headers(params (string Name, string Value)[] more) =>
    [
        new("Host", "example.amazonaws.com"),
        new("X-Amz-Date", "20150830T123600Z"),
        .. more.Select(static header => KeyValuePair.Create(header.Name, header.Value)),
    ];

    private static void AssertSigned(string vector, SignedRequest request, string headers, string signature) => Assert.Equal(
        (vector, $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={headers}, Signature={signature}"),
        (vector, Sign(request)));

    private static string Sign(SignedRequest request) => SignatureV4.Authorization(request, Key, new SigningScope("us-east-1", "service"), Time);

    /// <summary>The signature of a canonical request that is written out, step by step as AWS's documentation has it.</summary>
    private static string SignedPath(string canonicalPath)
    {
        string canonical = $"POST\n{canonicalPath}\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n"
            + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        string toSign = "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/aws4_request\n" + Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + Key.Secret);
        foreach (string part in (string[])["20150830", "us-east-1", "service", "aws4_request", toSign])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(key);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
