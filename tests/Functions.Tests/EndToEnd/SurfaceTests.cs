using System.Net;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>The routes, forms and headers that come on top of OpenAI's.</summary>
public sealed class SurfaceTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_stream_gives_a_sign_of_life_after_each_interval()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl).With("Gateway__PingInterval", "5"), time);
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync($$"""{"model":"gpt-4o-mini","stream":true,{{Messages}}}""");
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync();
        await exchange.SendAsync(Recording.Event("""{"role":"assistant","content":"Hi"}"""));
        using HttpResponseMessage response = await asking;
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Cancel));
        Assert.Contains("Hi", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("", await reader.ReadLineAsync(Cancel));

        for (int i = 0; i < 3; i++)
        {
            // One timer is the provider's deadline, the other the next ping.
            await time.WaitForTimersAsync(2, Cancel);
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(": ping", await reader.ReadLineAsync(Cancel));
            Assert.Equal("", await reader.ReadLineAsync(Cancel));
        }

        await exchange.SendAsync(Recording.Event("{}", "\"stop\"") + "data: [DONE]\n\n");
        await exchange.EndAsync();
        string rest = await reader.ReadToEndAsync(Cancel);
        Assert.DoesNotContain("ping", rest, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"stream\":false,")]
    [InlineData("\"stream\":true,")]
    public async Task The_stream_route_always_streams(string stream)
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", Recording.OpenAI().Stream);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini",{{stream}}"new_field":[1.0],{{Messages}}}""", "/api/v1/chat/completions/stream");

        Assert.Equal((Recording.Text, true), (answer.Content, answer.IsDone));
        Assert.True(provider.Request.Json.GetProperty("stream").GetBoolean());
        Assert.Equal("[1.0]", provider.Request.Json.GetProperty("new_field").GetRawText());
        Assert.True(Assert.Single(await gateway.Caller.UsageAsync()).Streamed);
    }

    [Fact]
    public async Task The_api_route_answers_like_OpenAIs()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini",{{Messages}}}""", "/api/v1/chat/completions");

        Assert.Equal(Recording.OpenAI().Whole, answer.Text);
    }

    [Fact]
    public async Task The_form_with_model_name_and_parameters_is_understood()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(
            $$"""{"model_name":"gpt-4o-mini","provider":"openai","parameters":{"temperature":0.5,"max_tokens":7,"own":1},{{Messages}}}""", "/api/v1/chat/completions");

        Assert.Equal(Recording.Text, answer.Content);
        Assert.Equal(("gpt-4o-mini", 0.5, 7, 1), (
            provider.Request.Json.GetProperty("model").GetString(),
            provider.Request.Json.GetProperty("temperature").GetDouble(),
            provider.Request.Json.GetProperty("max_tokens").GetInt32(),
            provider.Request.Json.GetProperty("own").GetInt32()));
        Assert.False(provider.Request.Json.TryGetProperty("parameters", out _));
        Assert.False(provider.Request.Json.TryGetProperty("model_name", out _));
    }

    [Fact]
    public async Task The_provider_field_chooses_the_provider()
    {
        await using ScriptedProvider openai = ScriptedProvider.Answering(500, "");
        await using ScriptedProvider vllm = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("openai", openai.BaseUrl)
            .Provider("vllm", vllm.BaseUrl));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini","provider":"vllm",{{Messages}}}""");

        Assert.Equal("vllm", answer.Headers["x-llm-provider"]);
        Assert.Empty(openai.Requests);
    }

    [Theory]
    [InlineData("my-request.42_A", true)]
    [InlineData("has space", false)]
    [InlineData("slash/and?more", false)]
    public async Task A_sane_request_id_is_echoed_and_any_other_replaced(string id, bool isEchoed)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        gateway.Client.DefaultRequestHeaders.TryAddWithoutValidation("x-request-id", id);

        GatewayAnswer good = await gateway.Caller.AskAsync($$"""{"model":"sandbox/echo",{{Messages}}}""");
        GatewayAnswer bad = await gateway.Caller.AskAsync("{");

        Assert.Equal((200, 400), (good.Code, bad.Code));
        Assert.Equal(isEchoed, good.Headers["x-request-id"] == id);
        Assert.Equal(isEchoed, bad.Headers["x-request-id"] == id);
        Assert.Equal(good.Headers["x-request-id"], Assert.Single(await gateway.Caller.UsageAsync()).RequestId);
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions")]
    [InlineData("HEAD", "/v1/chat/completions")]
    [InlineData("PUT", "/v1/chat/completions")]
    [InlineData("DELETE", "/api/v1/chat/completions/stream")]
    [InlineData("POST", "/v1/models")]
    [InlineData("GET", "/v1/no/such/route")]
    [InlineData("GET", "/")]
    public async Task A_method_or_route_that_does_not_exist_is_404(string method, string path)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_body_is_JSON_whatever_its_content_type_says()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using StringContent content = new($$"""{"model":"sandbox/echo",{{Messages}}}""");

        using HttpResponseMessage response = await gateway.Client.PostAsync("/v1/chat/completions", content, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
