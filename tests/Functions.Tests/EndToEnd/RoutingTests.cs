using System.Net.Http.Headers;
using System.Text;
using LlmFunctions.Configuration;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.LocalHost.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Who serves a request, as an operator sets it and an app asks for it.</summary>
public sealed class RoutingTests
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1760000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}""";
    private const string Messages = """[{"role":"user","content":"Hi"}]""";

    [Fact]
    public async Task An_alias_a_route_and_the_providers_of_a_model_lead_to_who_serves_them()
    {
        await using ScriptedProvider first = ScriptedProvider.Answering(503, """{"error":{"message":"down"}}""");
        await using ScriptedProvider second = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync(Two(first, second)
            .With("Gateway__Routing__Aliases__fast", "house-model")
            .With("Gateway__Routing__Routes__pool__Models__0", "two/house-model")
            .With("Gateway__Routing__Routes__pool__Models__1", "one/house-model"));

        // The first provider of the model is down: the second one serves it.
        GatewayAnswer alias = await gateway.Caller.AskAsync($$"""{"model":"fast","messages":{{Messages}}}""");
        Assert.Equal((200, "two", "house-model", "2"), (alias.Code, alias.Headers["x-llm-provider"], alias.Headers["x-llm-model"], alias.Headers["x-llm-attempts"]));
        Assert.Contains("\"model\":\"house-model\"", second.Request.Text, StringComparison.Ordinal);

        GatewayAnswer route = await gateway.Caller.AskAsync($$"""{"model":"pool","messages":{{Messages}}}""");
        Assert.Equal(("two", "1", "priority"), (route.Headers["x-llm-provider"], route.Headers["x-llm-attempts"], route.Headers["x-llm-strategy"]));
        Assert.Equal(["fast", "fast", "pool"], (await gateway.Caller.UsageAsync()).Select(static row => row.RequestedModel));

        GatewayAnswer list = await gateway.Caller.GetAsync("/v1/models");
        string[] ids = [.. list.Json.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()!)];
        Assert.Contains("fast", ids);
        Assert.Contains("pool", ids);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"old","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"old","stream":true,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/api/v1/chat/completions/stream", """{"model":"old","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/v1/messages", """{"model":"old","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/v1/responses", """{"model":"old","input":"Hi"}""")]
    [InlineData("/v1/responses", """{"model":"old","stream":true,"input":"Hi"}""")]
    [InlineData("/v1/messages/count_tokens", """{"model":"old","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/v1beta/models/old:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""")]
    [InlineData("/v1beta/models/old:streamGenerateContent?alt=sse", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""")]
    [InlineData("/v1beta/models/old:countTokens", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""")]
    [InlineData("/v1beta/models/old-vectors:embedContent", """{"content":{"parts":[{"text":"Hi"}]}}""")]
    [InlineData("/api/chat", """{"model":"old","stream":false,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/api/generate", """{"model":"old:latest","prompt":"Hi"}""")]
    [InlineData("/api/embed", """{"model":"old-vectors","input":"Hi"}""")]
    [InlineData("/v1/embeddings", """{"model":"old-vectors","input":"Hi"}""")]
    public async Task Every_surface_says_that_a_model_is_at_its_end_and_serves_it(string path, string body)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(Ending("2020-01-01", "2099-12-31", null));

        GatewayAnswer answer = await gateway.Caller.AskAsync(body, path);

        Assert.True(answer.Code == 200, answer.Text);
        Assert.Equal("@1577836800", answer.Headers["deprecation"]);
        Assert.Equal("Thu, 31 Dec 2099 00:00:00 GMT", answer.Headers["sunset"]);
        Assert.Matches("^299 - \"The model '(echo|embed)' is deprecated and will be retired on 2099-12-31.\"$", answer.Headers["warning"]);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"old","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/v1/messages", """{"model":"old","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/v1beta/models/old:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""")]
    [InlineData("/v1/responses", """{"model":"old","input":"Hi"}""")]
    [InlineData("/api/chat", """{"model":"old","stream":false,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/v1/embeddings", """{"model":"old-vectors","input":"Hi"}""")]
    public async Task Every_surface_refuses_a_model_that_is_gone_in_its_own_way(string path, string body)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(Ending("2020-01-01", "2021-01-01", null));

        GatewayAnswer answer = await gateway.Caller.AskAsync(body, path);

        Assert.Equal(410, answer.Code);
        Assert.Contains("was retired on 2021-01-01", answer.Text, StringComparison.Ordinal);
        Assert.Empty(await gateway.Caller.UsageAsync());
    }

    [Fact]
    public async Task A_model_that_is_gone_is_replaced_and_the_answer_says_so()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(Ending(null, "2021-01-01", "sandbox/another"));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"old","messages":{{Messages}}}""");

        Assert.Equal((200, "another"), (answer.Code, answer.Headers["x-llm-model"]));
        Assert.Equal("299 - \"The model 'echo' was retired on 2021-01-01; 'sandbox/another' takes its place.\"", answer.Headers["warning"]);
        Assert.False(answer.Headers.ContainsKey("deprecation"));
    }

    [Fact]
    public async Task Auto_goes_by_the_task_and_by_how_hard_the_request_is()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("deepseek", provider.BaseUrl)
            .Provider("openai", provider.BaseUrl)
            .With("Gateway__Routing__Tasks__poetry__Primary__0", "gpt-4o"));

        Assert.Equal("deepseek-v4-pro", await ModelOf($$"""{"model":"auto","task_type":"code_generation","messages":{{Messages}}}"""));
        Assert.Equal("gpt-5.4", await ModelOf($$"""{"model":"auto","task_type":"data_extraction","messages":{{Messages}}}"""));
        Assert.Equal("gpt-4o", await ModelOf($$"""{"model":"auto","task_type":"poetry","messages":{{Messages}}}"""));
        Assert.Equal("gpt-5.4-nano", await ModelOf($$"""{"model":"auto","messages":{{Messages}}}"""));
        Assert.Equal("gpt-5.4", await ModelOf($$"""{"model":"auto","max_tokens":20000,"messages":{{Messages}}}"""));
        Assert.All(provider.Requests, static request => Assert.DoesNotContain("task_type", request.Text, StringComparison.Ordinal));

        async Task<string> ModelOf(string body) => (await gateway.Caller.AskAsync(body)).Headers["x-llm-model"];
    }

    [Fact]
    public async Task The_request_chooses_the_strategy_and_the_most_that_it_may_cost()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("openai", provider.BaseUrl)
            .With("Gateway__Routing__Routes__pool__Models__0", "gpt-5.4")
            .With("Gateway__Routing__Routes__pool__Models__1", "gpt-4o-mini"));
        const string chain = """{"models":["gpt-5.4","gpt-4o-mini"],"messages":[{"role":"user","content":"Hi"}]}""";
        string route = $$"""{"model":"pool","max_tokens":1000,"messages":{{Messages}}}""";

        Assert.Equal("gpt-5.4", (await gateway.Caller.AskAsync(chain)).Headers["x-llm-model"]);
        GatewayAnswer cheap = await AskAsync(gateway, chain, ("x-llm-strategy", "cost_optimized"));
        Assert.Equal(("gpt-4o-mini", "cost_optimized"), (cheap.Headers["x-llm-model"], cheap.Headers["x-llm-strategy"]));
        GatewayAnswer[] turns = [await AskAsync(gateway, route, ("x-llm-strategy", "round_robin")), await AskAsync(gateway, route, ("x-llm-strategy", "round_robin"))];
        Assert.Equal(["gpt-4o-mini", "gpt-5.4"], turns.Select(static answer => answer.Headers["x-llm-model"]).Order());

        // A thousand tokens are 15 dollars a million there, 0.60 here.
        Assert.Equal("gpt-4o-mini", (await AskAsync(gateway, route, ("x-llm-max-cost", "0.001"))).Headers["x-llm-model"]);
        GatewayAnswer none = await AskAsync(gateway, route, ("x-llm-max-cost", "0.0001"));
        Assert.Equal((400, "x-llm-max-cost"), (none.Code, none.Error.GetProperty("param").GetString()));
        Assert.Contains("openai/gpt-5.4 would cost about 0.0150", none.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        GatewayAnswer wrong = await AskAsync(gateway, route, ("x-llm-strategy", "luck"));
        Assert.Equal((400, "x-llm-strategy"), (wrong.Code, wrong.Error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task An_app_calls_what_it_may_and_falls_back_to_what_it_was_given()
    {
        await using ScriptedProvider first = ScriptedProvider.Answering(503, """{"error":{"message":"down"}}""");
        await using ScriptedProvider second = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync(Two(first, second)
            .With("Gateway__Apps__default__AllowedModels__0", "one/*")
            .With("Gateway__Apps__default__AllowedModels__1", "two/other")
            .With("Gateway__Apps__default__Fallbacks__0", "two/other"));
        using GatewayCaller restricted = new(gateway, "default", gateway.DevKey);

        GatewayAnswer fallback = await restricted.AskAsync($$"""{"model":"one/any","messages":{{Messages}}}""");
        Assert.Equal((200, "two", "other", "2"), (fallback.Code, fallback.Headers["x-llm-provider"], fallback.Headers["x-llm-model"], fallback.Headers["x-llm-attempts"]));
        GatewayAnswer refused = await restricted.AskAsync($$"""{"models":["two/house-model"],"messages":{{Messages}}}""");
        Assert.Equal((403, "permission_denied"), (refused.Code, refused.Error.GetProperty("code").GetString()));
        Assert.Equal(200, (await gateway.Caller.AskAsync($$"""{"model":"two/house-model","messages":{{Messages}}}""")).Code);
    }

    [Fact]
    public async Task A_chain_leaves_out_who_cannot_serve_the_request()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        const string picture = """[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}]""";

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"models":["sandbox/echo","gpt-4o"],"messages":{{picture}}}""");
        Assert.Equal(("gpt-4o", "1"), (answer.Headers["x-llm-model"], answer.Headers["x-llm-attempts"]));
        GatewayAnswer refused = await gateway.Caller.AskAsync($$"""{"model":"sandbox/echo","messages":{{picture}}}""");
        Assert.Equal((400, "The model 'echo' cannot do vision."), (refused.Code, refused.Error.GetProperty("message").GetString()));
    }

    [Fact]
    public void Routes_that_could_not_work_are_refused_at_the_start_with_the_reasons()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["Gateway:Routing:Routes:a:Models:0"] = "b",
            ["Gateway:Routing:Routes:b:Models:0"] = "a",
            ["Gateway:Routing:Routes:c:Models:0"] = "no-such-model",
        }).Build();

        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => new LocalWorkerBuilder(new ServiceCollection()).UseLlmFunctions(configuration));

        Assert.Equal(2, exception.Errors.Count);
        Assert.Contains("Gateway__Routing__Routes__a leads back to itself: a → b → a.", exception.Errors);
        Assert.Contains(exception.Errors, static error => error.StartsWith("Gateway__Routing__Routes__c__Models__0 is unknown. The model 'no-such-model' does not exist here.", StringComparison.Ordinal));

        configuration["Gateway:Routing:Routes:d:Fallbacks:0"] = "sandbox/echo";
        exception = Assert.Throws<ConfigurationException>(() => new LocalWorkerBuilder(new ServiceCollection()).UseLlmFunctions(configuration));
        Assert.Equal("Gateway__Routing__Routes__d__Models is needed: a route without a model serves nothing.", Assert.Single(exception.Errors));
    }

    private static GatewaySettings Two(ScriptedProvider first, ScriptedProvider second) => new GatewaySettings()
        .Provider("one", first.BaseUrl, ("Dialect", "openai"), ("Models__0", "house-model"))
        .Provider("two", second.BaseUrl, ("Dialect", "openai"), ("Models__0", "house-model"));

    /// <summary>The models of the sandbox under other names, at their end.</summary>
    private static GatewaySettings Ending(string? deprecated, string sunset, string? replacement) => new GatewaySettings()
        .With("Gateway__Routing__Aliases__old", "sandbox/echo")
        .With("Gateway__Routing__Aliases__old-vectors", "sandbox/embed")
        .With("Gateway__Routing__Versions__0__Model", "echo")
        .With("Gateway__Routing__Versions__0__Deprecated", deprecated)
        .With("Gateway__Routing__Versions__0__Sunset", sunset)
        .With("Gateway__Routing__Versions__0__Replacement", replacement)
        .With("Gateway__Routing__Versions__1__Model", "embed")
        .With("Gateway__Routing__Versions__1__Deprecated", deprecated)
        .With("Gateway__Routing__Versions__1__Sunset", sunset);

    private static async Task<GatewayAnswer> AskAsync(GatewayApp gateway, string body, (string Name, string Value) header)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add(header.Name, header.Value);
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }
}
