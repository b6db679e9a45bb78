using System.Net.Http.Headers;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>No endpoint but health answers without a good gateway key.</summary>
public sealed class KeyTests
{
    private const string Ask = """{"model":"sandbox/echo","messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "bearer ")]
    [InlineData("x-api-key", "")]
    [InlineData("api-key", "")]
    [InlineData("x-goog-api-key", "")]
    public async Task A_key_is_accepted_in_each_header_that_the_providers_SDKs_use(string header, string scheme)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Equal(200, (await SendAsync(gateway, header, scheme + gateway.Key)).Code);
        Assert.Equal(401, (await SendAsync(gateway, header, scheme + gateway.Key[..^1] + (gateway.Key[^1] == 'a' ? 'b' : 'a'))).Code);
    }

    [Theory]
    [InlineData("nothing", null, null)]
    [InlineData("an empty bearer", "Authorization", "Bearer ")]
    [InlineData("another scheme", "Authorization", "Basic YTpi")]
    [InlineData("made up", "Authorization", "Bearer sk-made-up")]
    [InlineData("of a key's form", "Authorization", "Bearer llmf_abcdefghijkm_abcdefghijkmnpqrstuvwxyz23456789abcdef")]
    public async Task A_missing_or_unknown_key_is_refused_with_401(string what, string? header, string? value)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await SendAsync(gateway, header, value);

        Assert.True(answer.Code == 401, what);
        BadRequestTests.AssertEnvelope(answer, "invalid_request_error", "invalid_api_key", null, null);
    }

    [Theory]
    [InlineData("POST", "/v1/chat/completions")]
    [InlineData("POST", "/api/v1/chat/completions")]
    [InlineData("POST", "/api/v1/chat/completions/stream")]
    [InlineData("GET", "/v1/models")]
    [InlineData("GET", "/v1/models/sandbox/echo")]
    [InlineData("GET", "/api/v1/models")]
    [InlineData("GET", "/api/v1/models/sandbox/models")]
    [InlineData("GET", "/api/v1/manage/keys")]
    [InlineData("POST", "/api/v1/manage/keys")]
    [InlineData("DELETE", "/api/v1/manage/keys/abcdefghijkm")]
    public async Task Every_endpoint_asks_for_a_key_before_it_looks_at_the_request(string method, string path)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)response.StatusCode);
    }

    [Fact]
    public async Task Health_answers_without_a_key()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Contains("healthy", await gateway.Anonymous.GetStringAsync("/api/v1/status/health", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_works_until_the_moment_at_which_it_expires()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using GatewayApp gateway = await GatewayApp.StartAsync(time: time);
        string key = await ManagedKeys.IssueAsync(gateway, gateway.App, time.GetUtcNow().AddHours(1));

        // The configuration is known from now on: a clock that leaps leaves no time to read it.
        Assert.Equal(200, (await SendAsync(gateway, "api-key", key)).Code);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(200, (await SendAsync(gateway, "api-key", key)).Code);
        time.Advance(TimeSpan.FromMinutes(1));
        GatewayAnswer answer = await SendAsync(gateway, "api-key", key);

        Assert.Equal(401, answer.Code);
        Assert.Contains("expired", answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_developers_key_works_and_does_not_manage()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Equal(200, (await SendAsync(gateway, "api-key", gateway.DevKey)).Code);
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/manage/keys");
        request.Headers.Add("api-key", gateway.DevKey);
        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(403, (int)response.StatusCode);
    }

    private static async Task<GatewayAnswer> SendAsync(GatewayApp gateway, string? header, string? value)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(Ask, new MediaTypeHeaderValue("application/json")),
        };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }
}
