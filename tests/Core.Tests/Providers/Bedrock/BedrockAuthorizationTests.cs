using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Bedrock;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Pipeline;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Bedrock;

public sealed class BedrockAuthorizationTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 23, 59, 58, TimeSpan.Zero);

    [Fact]
    public async Task An_API_key_goes_along_with_the_request() =>
        Assert.Equal([new("Authorization", "Bearer ABSKQmVkcm9jaw==")], await AuthorizeAsync("ABSKQmVkcm9jaw=="));

    [Fact]
    public async Task An_access_key_signs_the_request_and_stays_here()
    {
        IReadOnlyList<KeyValuePair<string, string>> headers = await AuthorizeAsync("AKID:the-secret");
        Assert.Equal(["X-Amz-Date", "Authorization"], headers.Select(static header => header.Key));
        Assert.Equal("20260115T235958Z", headers[0].Value);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKID/20260115/eu-west-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=", headers[1].Value, StringComparison.Ordinal);
        Assert.DoesNotContain(headers, static header => header.Value.Contains("the-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_token_is_sent_and_signed()
    {
        IReadOnlyList<KeyValuePair<string, string>> headers = await AuthorizeAsync("ASID:the-secret:the-token");
        Assert.Contains(new("X-Amz-Security-Token", "the-token"), headers);
        Assert.Contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,", headers[^1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_of_AWS_that_the_operator_set_are_signed_and_others_are_not()
    {
        string signed = (await AuthorizeAsync("AKID:s", ("X-Amzn-Bedrock-GuardrailIdentifier", "g"), ("X-Team", "a")))[^1].Value;
        Assert.Contains("SignedHeaders=content-type;host;x-amz-date;x-amzn-bedrock-guardrailidentifier,", signed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://bedrock-runtime.eu-west-1.amazonaws.com/model/a%3A0/converse", "bedrock-runtime.eu-west-1.amazonaws.com")]
    [InlineData("http://127.0.0.1:8080/model/a%3A0/converse", "127.0.0.1:8080")]
    public async Task The_host_is_signed_as_it_is_sent(string address, string host)
    {
        SignedRequest expected = new(
            "POST",
            "/model/a%3A0/converse",
            "",
            [new("host", host), new("x-amz-date", "20260115T235958Z"), new("content-type", "application/json")],
            "{}"u8.ToArray());
        Assert.Equal(
            SignatureV4.Authorization(expected, new BedrockKey("AKID", "s", null, null), new SigningScope("eu-west-1", "bedrock"), Now),
            (await AuthorizeAsync("AKID:s", new Uri(address)))[^1].Value);
    }

    [Fact]
    public async Task Credentials_in_a_header_of_the_operator_need_no_key()
    {
        Provider provider = ProviderOf(new ProviderOptions { Name = "bedrock", Headers = new Dictionary<string, string> { ["authorization"] = "x" } });
        Assert.Empty(await Authorization(provider).AuthorizeAsync(Request(null), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null, "The provider 'bedrock' has no key.")]
    [InlineData("a:", "The key of the provider 'bedrock' is neither an API key nor of the form id:secret or id:secret:token.")]
    [InlineData(":b", "The key of the provider 'bedrock' is neither an API key nor of the form id:secret or id:secret:token.")]
    [InlineData("a:b:c:d", "The key of the provider 'bedrock' is neither an API key nor of the form id:secret or id:secret:token.")]
    [InlineData("", "The key of the provider 'bedrock' is neither an API key nor of the form id:secret or id:secret:token.")]
    public async Task Without_a_key_the_provider_is_as_good_as_down(string? key, string message)
    {
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => AuthorizeAsync(key));
        Assert.Equal((ErrorKind.UpstreamAuthentication, message), (exception.Error.Kind, exception.Message));
    }

    [Theory]
    [InlineData("https://bedrock-runtime.ap-southeast-2.amazonaws.com", "eu-west-1", "ap-southeast-2")]
    [InlineData("https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com", null, "us-gov-west-1")]
    [InlineData("https://vpce-1-2.bedrock-runtime.us-west-2.vpce.amazonaws.com", "eu-west-1", "us-west-2")]
    [InlineData("https://proxy.example.org/aws", "eu-west-1", "eu-west-1")]
    [InlineData("http://127.0.0.1:8080", null, "us-east-1")]
    [InlineData(null, "eu-west-1", "eu-west-1")]
    public void Requests_are_signed_for_the_region_that_they_go_to(string? baseUrl, string? region, string expected)
    {
        ProviderOptions options = new() { Name = "bedrock", Region = region, BaseUrl = baseUrl is null ? null : new Uri(baseUrl) };
        Assert.Equal(expected, ((BedrockDialect)BedrockDialect.Default.Configure(options)).SigningRegion);
    }

    private static Task<IReadOnlyList<KeyValuePair<string, string>>> AuthorizeAsync(string? key, params (string Name, string Value)[] headers) =>
        AuthorizeAsync(key, null, headers);

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> AuthorizeAsync(string? key, Uri? address, params (string Name, string Value)[] headers) =>
        await Authorization(ProviderOf(new ProviderOptions { Name = "bedrock", Region = "eu-west-1" }))
            .AuthorizeAsync(Request(key, address, headers), TestContext.Current.CancellationToken);

    private static OutgoingRequest Request(string? key, Uri? address = null, params (string Name, string Value)[] headers) => new(
        "POST",
        address ?? new Uri("https://bedrock-runtime.eu-west-1.amazonaws.com/model/a/converse"),
        [new("Content-Type", "application/json"), .. headers.Select(static header => KeyValuePair.Create(header.Name, header.Value))],
        "{}"u8.ToArray(),
        key);

    private static Provider ProviderOf(ProviderOptions options)
    {
        IProviderDialect dialect = BedrockDialect.Default.Configure(options);
        return new Provider { Name = options.Name, Dialect = dialect, BaseUrl = dialect.BaseUrl ?? new Uri("https://example.org/"), Headers = options.Headers };
    }

    private static IRequestAuthorization Authorization(Provider provider) =>
        provider.Dialect.CreateAuthorization(provider, new AuthorizationServices(new ManualTimeProvider(Now), new ScriptedTokens()))!;
}
