using System.Net;
using System.Net.Sockets;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>A provider's failure becomes a proper status and OpenAI's envelope, whole or streamed, and one record without cost.</summary>
public sealed class ProviderFailureTests
{
    private const string Leak = "Incorrect key sk-upstream-0123456789abcdef-secret at http://HOST/v1/chat/completions";

    [Theory]
    [InlineData(400, """{"error":{"message":"'top_p' is too large","type":"invalid_request_error","param":"top_p","code":"bad_value"}}""", 400, "invalid_request_error", "bad_value", "top_p", "rejected")]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 128000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", 400, "invalid_request_error", "context_length_exceeded", "messages", "context_length_exceeded")]
    [InlineData(400, """{"error":{"message":"LEAK","type":"invalid_request_error","param":null,"code":null}}""", 400, "invalid_request_error", "invalid_request", null, "rejected")]
    [InlineData(401, """{"error":{"message":"LEAK","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", 502, "upstream_error", "upstream_error", null, "authentication_failed")]
    [InlineData(403, """{"error":{"message":"LEAK","type":"permission_error"}}""", 502, "upstream_error", "upstream_error", null, "authentication_failed")]
    [InlineData(404, """{"error":{"message":"The model does not exist","type":"invalid_request_error","param":null,"code":"model_not_found"}}""", 404, "invalid_request_error", "model_not_found", null, "rejected")]
    [InlineData(429, """{"error":{"message":"Slow down","type":"requests","param":null,"code":"rate_limit_exceeded"}}""", 429, "rate_limit_error", "rate_limit_exceeded", null, "rate_limited")]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""", 429, "insufficient_quota", "insufficient_quota", null, "insufficient_quota")]
    [InlineData(500, """{"error":{"message":"LEAK","type":"server_error"}}""", 502, "upstream_error", "upstream_error", null, "upstream_error")]
    [InlineData(503, "upstream connect error", 502, "upstream_error", "upstream_error", null, "upstream_error")]
    [InlineData(502, "<html><body>Bad gateway HOST</body></html>", 502, "upstream_error", "upstream_error", null, "upstream_error")]
    [InlineData(500, "", 502, "upstream_error", "upstream_error", null, "upstream_error")]
    [InlineData(302, "", 502, "upstream_error", "upstream_error", null, "upstream_error")]
    public async Task A_status_of_the_provider_becomes_the_right_error(int status, string body, int expected, string type, string code, string? param, string outcome)
    {
        foreach (string stream in new[] { "false", "true" })
        {
            await using ScriptedProvider provider = ScriptedProvider.Run(exchange => exchange.RespondAsync(
                status,
                body.Replace("LEAK", Leak, StringComparison.Ordinal).Replace("HOST", exchange.Request.Headers["Host"], StringComparison.Ordinal),
                body.StartsWith('<') ? "text/html" : "application/json",
                ("Location", "http://127.0.0.1:9/elsewhere")));
            await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

            GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini","stream":{{stream}},"messages":[{"role":"user","content":"Hi"}]}""");

            Assert.True(expected == answer.Code, answer.Code + answer.Text);
            BadRequestTests.AssertEnvelope(answer, type, code, param, provider);
            await AssertBookedAsync(gateway, outcome, status);
            _ = provider.Request;
        }
    }

    [Theory]
    [InlineData("", "an empty body")]
    [InlineData("null", "null")]
    [InlineData("{\"hello\":\"world\"}", "another object")]
    [InlineData("[1,2]", "an array")]
    [InlineData("{\"id\":\"x\",\"choices\":[{\"index\":0,", "half an answer")]
    [InlineData("<html>Welcome to nginx</html>", "a page")]
    public async Task A_good_status_with_garbage_is_an_error_of_the_provider(string body, string what)
    {
        foreach (string stream in new[] { "false", "true" })
        {
            await using ScriptedProvider provider = ScriptedProvider.Answering(200, body);
            await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

            GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini","stream":{{stream}},"messages":[{"role":"user","content":"Hi"}]}""");

            Assert.True(answer.Code == 502, $"{what}, stream {stream}: {answer.Code} {answer.Text}");
            BadRequestTests.AssertEnvelope(answer, "upstream_error", "upstream_error", null, provider);
            UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
            Assert.NotEqual("success", row.Outcome);
        }
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_good_status_with_an_error_object_is_that_error(string stream)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini","stream":{{stream}},"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(429, answer.Code);
        BadRequestTests.AssertEnvelope(answer, "rate_limit_error", "rate_limit_exceeded", null, provider);
    }

    [Theory]
    [InlineData("17", "17", null)]
    [InlineData("61", "61", "false")]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT", null, null)]
    [InlineData("soon", null, null)]
    public async Task The_providers_retry_after_is_passed_on_and_sdks_are_kept_from_ignoring_it(string sent, string? expected, string? again)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(429, """{"error":{"message":"Slow down"}}""", "application/json", ("Retry-After", sent));
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(429, answer.Code);
        Assert.Equal(expected, answer.Headers.GetValueOrDefault("retry-after"));
        Assert.Equal(again, answer.Headers.GetValueOrDefault("x-should-retry"));
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_an_error_without_its_address()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", new Uri($"http://127.0.0.1:{port}")));

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(502, answer.Code);
        BadRequestTests.AssertEnvelope(answer, "upstream_error", "upstream_error", null, null);
        Assert.DoesNotContain(":" + port, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", answer.Text, StringComparison.Ordinal);
        await AssertBookedAsync(gateway, "upstream_error", null);
    }

    [Theory]
    [InlineData("anthropic", "claude-haiku-4-5", 529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", 502, "upstream_error")]
    [InlineData("anthropic", "claude-haiku-4-5", 400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""", 400, "context_length_exceeded")]
    [InlineData("gemini", "gemini-2.5-flash", 429, """{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"31s"}]}}""", 429, "rate_limit_exceeded")]
    [InlineData("ollama", "llama3.2", 404, """{"error":"model 'llama3.2' not found"}""", 404, "model_not_found")]
    public async Task Each_dialects_own_errors_are_understood(string name, string model, int status, string body, int expected, string code)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(status, body);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"{{name}}/{{model}}","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal((expected, code), (answer.Code, answer.Error.GetProperty("code").GetString()));
        Assert.Equal(name == "gemini" ? "31" : null, answer.Headers.GetValueOrDefault("retry-after"));
        BadRequestTests.AssertDiscreet(answer, provider);
    }

    private static async Task AssertBookedAsync(GatewayApp gateway, string outcome, int? status)
    {
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((outcome, status), (row.Outcome, row.UpstreamStatus));
        Assert.Equal((0L, 0L, false), (row.PromptTokens, row.CompletionTokens, row.Estimated));
        Assert.Equal(0m, row.Cost);
    }
}
