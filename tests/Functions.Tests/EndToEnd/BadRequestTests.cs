using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What is wrong with a request is said in OpenAI's envelope, and nobody pays for it.</summary>
public sealed class BadRequestTests
{
    private const string Hi = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    [Theory]
    [InlineData("malformed JSON", "{\"model\":", 400, "invalid_request", null)]
    [InlineData("empty body", "", 400, "invalid_request", null)]
    [InlineData("not an object", "[]", 400, "invalid_request", null)]
    [InlineData("null", "null", 400, "invalid_request", null)]
    [InlineData("duplicate key", "{\"model\":\"gpt-4o-mini\",\"model\":\"gpt-4o\"," + Hi + "}", 400, "invalid_request", "model")]
    [InlineData("duplicate key within", "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"role\":\"user\",\"content\":\"Hi\"}]}", 400, "invalid_request", "messages[0].role")]
    [InlineData("no model", "{" + Hi + "}", 400, "invalid_request", "model")]
    [InlineData("model is a number", "{\"model\":7," + Hi + "}", 400, "invalid_request", "model")]
    [InlineData("no messages", "{\"model\":\"gpt-4o-mini\"}", 400, "invalid_request", "messages")]
    [InlineData("empty messages", "{\"model\":\"gpt-4o-mini\",\"messages\":[]}", 400, "invalid_request", "messages")]
    [InlineData("messages is a string", "{\"model\":\"gpt-4o-mini\",\"messages\":\"Hi\"}", 400, "invalid_request", "messages")]
    [InlineData("a message is null", "{\"model\":\"gpt-4o-mini\",\"messages\":[null]}", 400, "invalid_request", "messages[0]")]
    [InlineData("unknown role", "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"king\",\"content\":\"Hi\"}]}", 400, "invalid_request", "messages[0].role")]
    [InlineData("content is a number", "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":3}]}", 400, "invalid_request", "messages[0].content")]
    [InlineData("temperature is text", "{\"model\":\"gpt-4o-mini\",\"temperature\":\"hot\"," + Hi + "}", 400, "invalid_request", "temperature")]
    [InlineData("temperature too high", "{\"model\":\"gpt-4o-mini\",\"temperature\":3," + Hi + "}", 400, "invalid_request", "temperature")]
    [InlineData("max_tokens of zero", "{\"model\":\"gpt-4o-mini\",\"max_tokens\":0," + Hi + "}", 400, "invalid_request", "max_tokens")]
    [InlineData("stream is text", "{\"model\":\"gpt-4o-mini\",\"stream\":\"yes\"," + Hi + "}", 400, "invalid_request", "stream")]
    [InlineData("unknown model", "{\"model\":\"no-such-model\"," + Hi + "}", 404, "model_not_found", "model")]
    [InlineData("model of a provider that is not configured", "{\"model\":\"claude-haiku-4-5\"," + Hi + "}", 404, "model_not_found", "model")]
    [InlineData("unknown model in a chain", "{\"models\":[\"gpt-4o-mini\",\"no-such-model\"]," + Hi + "}", 404, "model_not_found", "models[1]")]
    [InlineData("unknown provider", "{\"model\":\"gpt-4o-mini\",\"provider\":\"nobody\"," + Hi + "}", 400, "invalid_request", "provider")]
    [InlineData("unsupported field", "{\"model\":\"gemini-2.5-flash\",\"tools\":[{\"type\":\"web_search\"}]," + Hi + "}", 400, "unsupported_field", "tools[0].type")]
    public async Task A_bad_request_is_refused_with_the_field_that_is_at_fault_and_no_provider_is_called(string what, string body, int status, string code, string? param)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("openai", provider.BaseUrl)
            .Provider("gemini", provider.BaseUrl));

        GatewayAnswer answer = await gateway.Caller.AskAsync(body);

        Assert.True(status == answer.Code, $"{what}: {answer.Code} {answer.Text}");
        AssertEnvelope(answer, "invalid_request_error", code, param, provider);
        Assert.Empty(provider.Requests);
        Assert.Empty(await gateway.Caller.UsageAsync());
    }

    [Fact]
    public async Task A_streamed_request_that_is_bad_gets_a_status_and_no_stream()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"no-such-model","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(404, answer.Code);
        Assert.Equal("application/json", answer.Headers["content-type"]);
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_refused()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using ByteArrayContent content = new([.. "{\"model\":\"sandbox/echo\",\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xC3, 0x28, .. "\"}]}"u8]);

        using HttpResponseMessage response = await gateway.Client.PostAsync("/v1/chat/completions", content, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task Nesting_without_end_is_refused()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await gateway.Caller.AskAsync("{\"model\":\"sandbox/echo\",\"x\":" + new string('[', 50_000));

        Assert.Equal(400, answer.Code);
        Assert.Equal("invalid_request", answer.Error.GetProperty("code").GetString());
    }

    internal static void AssertEnvelope(GatewayAnswer answer, string type, string code, string? param, ScriptedProvider? provider)
    {
        Assert.Equal("application/json", answer.Headers["content-type"]);
        Assert.Equal(["message", "type", "code", "param"], answer.Error.EnumerateObject().Select(static property => property.Name));
        Assert.Equal((type, code, param), (answer.Error.GetProperty("type").GetString(), answer.Error.GetProperty("code").GetString(), answer.Error.GetProperty("param").GetString()));
        Assert.NotEqual("", answer.Error.GetProperty("message").GetString());
        AssertDiscreet(answer, provider);
    }

    /// <summary>Nothing that is nobody's business: a stack trace, the provider's key or its address.</summary>
    internal static void AssertDiscreet(GatewayAnswer answer, ScriptedProvider? provider)
    {
        string everything = answer.Text + string.Concat(answer.Headers.Select(static header => header.Key + header.Value));
        Assert.DoesNotContain("   at ", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewaySettings.ProviderKey, everything, StringComparison.Ordinal);
        if (provider is not null)
        {
            Assert.DoesNotContain($":{provider.Port}", everything, StringComparison.Ordinal);
            Assert.DoesNotContain("127.0.0.1", everything, StringComparison.Ordinal);
        }
    }
}
