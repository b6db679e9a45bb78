using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>OpenAI's models in Azure: deployments, two generations of addresses, keys and identities, and what the content filter says.</summary>
public sealed class AzureOpenAITests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    [Fact]
    public async Task A_body_passes_through_to_the_deployment_and_the_answers_bytes_back()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("azure-openai", provider, ("Deployments__gpt-4o-mini", "my-chat"));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{ "new_field": [1.0,1e2], "model":"gpt-4o-mini", {{Messages}} }""");

        Assert.Equal(Recording.OpenAI().Whole, answer.Text);
        Assert.Equal("/openai/deployments/my-chat/chat/completions?api-version=2024-10-21", provider.Request.Path);
        Assert.Equal($$"""{ "new_field": [1.0,1e2], "model":"my-chat", {{Messages}} }""", provider.Request.Text);
        Assert.Equal(GatewaySettings.ProviderKey, provider.Request.Headers["api-key"]);
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal(("azure-openai", "gpt-4o-mini", (11 * 0.15m + 3 * 0.6m) / 1_000_000), (row.Provider, row.Model, row.Cost));
    }

    [Fact]
    public async Task What_the_filter_thinks_of_the_prompt_reaches_the_client()
    {
        const string filter = """data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}""" + "\n\n";
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", [filter, .. Recording.OpenAI().Stream]);
        await using GatewayApp gateway = await GatewayApp.StartAsync("azure-openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini","stream":true,{{Messages}}}""");

        Assert.Equal((Recording.Text, true), (answer.Content, answer.IsDone));
        Assert.Contains(filter, answer.Text, StringComparison.Ordinal);
        Assert.Equal(14, Assert.Single(await gateway.Caller.UsageAsync()).TotalTokens);
    }

    [Fact]
    public async Task The_newer_API_is_called_below_v1_with_the_deployment_in_the_body()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("azure-openai", new Uri(provider.BaseUrl, "openai/v1/"), ("Deployments__0", "gpt-4o-mini=my-chat")));

        Assert.Equal(200, (await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini",{{Messages}}}""")).Code);
        Assert.Equal(("/openai/v1/chat/completions", "my-chat"), (provider.Request.Path, provider.Request.Json.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task Several_resources_are_several_providers()
    {
        await using ScriptedProvider first = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using ScriptedProvider second = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("azure-openai", first.BaseUrl)
            .Provider("azure-eu", second.BaseUrl, ("Dialect", "azure-openai"), ("ApiVersion", "2025-04-01-preview")));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"azure-eu/gpt-4o-mini",{{Messages}}}""");

        Assert.Equal("azure-eu", answer.Headers["x-llm-provider"]);
        Assert.Equal("/openai/deployments/gpt-4o-mini/chat/completions?api-version=2025-04-01-preview", second.Request.Path);
        Assert.Empty(first.Requests);
        Assert.NotNull(Assert.Single(await gateway.Caller.UsageAsync()).Cost);
    }

    [Fact]
    public async Task Without_a_key_the_apps_identity_is_shown()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(400, """{"error":{"message":"The token eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0.c2ln has no access","type":"invalid_request_error","param":null,"code":null}}""");
        await using GatewayApp gateway = await StartWithoutKeyAsync(
            new GatewaySettings().Provider("azure-openai", provider.BaseUrl, ("TokenScope", "https://ai.azure.com/.default")),
            static (scope, _) => scope == "https://ai.azure.com/.default" ? "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0.c2ln" : throw new InvalidOperationException(scope));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini",{{Messages}}}""");

        Assert.Equal("Bearer eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0.c2ln", provider.Request.Headers["Authorization"]);
        Assert.False(provider.Request.Headers.ContainsKey("api-key"));
        Assert.Equal("The token [key] has no access", answer.Error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Without_a_token_the_next_provider_is_tried_and_nothing_is_sent()
    {
        await using ScriptedProvider azure = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using ScriptedProvider openai = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await StartWithoutKeyAsync(
            new GatewaySettings().Provider("azure-openai", azure.BaseUrl).Provider("openai", openai.BaseUrl),
            static (_, _) => throw new InvalidOperationException("no identity"));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"models":["azure-openai/gpt-4o-mini","openai/gpt-4o-mini"],{{Messages}}}""");

        Assert.Equal((200, "openai"), (answer.Code, answer.Headers["x-llm-provider"]));
        Assert.Empty(azure.Requests);
        Assert.Equal(["authentication_failed", "success"], (await gateway.Caller.UsageAsync()).Select(static row => row.Outcome));
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"The response was filtered.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true,"severity":"high"}}}}}""", 400, "content_policy_violation", "content_policy")]
    [InlineData(404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""", 404, "model_not_found", "rejected")]
    [InlineData(404, """{"error":{"code":"404","message":"Resource not found"}}""", 502, "upstream_error", "upstream_error")]
    [InlineData(401, """{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}}""", 502, "upstream_error", "authentication_failed")]
    public async Task An_error_of_Azures_becomes_the_right_one(int status, string body, int expected, string code, string outcome)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(status, body);
        await using GatewayApp gateway = await GatewayApp.StartAsync("azure-openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini",{{Messages}}}""");

        Assert.Equal((expected, code), (answer.Code, answer.Error.GetProperty("code").GetString()));
        Assert.Equal(outcome, Assert.Single(await gateway.Caller.UsageAsync()).Outcome);
    }

    [Fact]
    public async Task A_limit_that_is_reached_says_when_to_come_back()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(
            429, """{"error":{"code":"429","message":"Requests have exceeded the token rate limit. Please retry after 37 seconds."}}""", "application/json", ("Retry-After", "37"));
        await using GatewayApp gateway = await GatewayApp.StartAsync("azure-openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini",{{Messages}}}""");

        Assert.Equal((429, "rate_limit_exceeded", "37"), (answer.Code, answer.Error.GetProperty("code").GetString(), answer.Headers["Retry-After"]));
    }

    [Fact]
    public async Task Embeddings_are_made_by_the_deployment()
    {
        const string body = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":2,"total_tokens":2}}""";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, body);
        await using GatewayApp gateway = await GatewayApp.StartAsync("azure-openai", provider, ("Deployments__text-embedding-3-small", "my-vectors"));

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"text-embedding-3-small","input":"Hi", "new":1.0}""", "/v1/embeddings");

        Assert.Equal((200, body), (answer.Code, answer.Text));
        Assert.Equal("/openai/deployments/my-vectors/embeddings?api-version=2024-10-21", provider.Request.Path);
        Assert.Equal("""{"model":"my-vectors","input":"Hi", "new":1.0}""", provider.Request.Text);
        Assert.Equal(2 * 0.02m / 1_000_000, Assert.Single(await gateway.Caller.UsageAsync()).Cost);
    }

    [Fact]
    public async Task Only_deployed_models_are_listed()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, "{}");
        await using GatewayApp gateway = await GatewayApp.StartAsync("azure-openai", provider, ("Deployments__gpt-4o-mini", "my-chat"));

        GatewayAnswer answer = await gateway.Caller.GetAsync("/v1/models");

        JsonElement[] models = [.. answer.Json.GetProperty("data").EnumerateArray().Where(static model => model.GetProperty("owned_by").GetString() == "azure-openai")];
        Assert.Equal("gpt-4o-mini", Assert.Single(models).GetProperty("id").GetString());
    }

    private static Task<GatewayApp> StartWithoutKeyAsync(GatewaySettings settings, Func<string, string?, string> token) => GatewayApp.StartAsync(
        settings.With("Gateway__Providers__azure-openai__ApiKey", null),
        configure: services => services.AddSingleton<IAccessTokenSource>(new Tokens(token)));

    private sealed class Tokens(Func<string, string?, string> token) : IAccessTokenSource
    {
        public ValueTask<string> GetAsync(string scope, string? clientId, CancellationToken cancellationToken)
        {
            try
            {
                return ValueTask.FromResult(token(scope, clientId));
            }
            catch (InvalidOperationException exception)
            {
                return ValueTask.FromException<string>(exception);
            }
        }
    }
}
