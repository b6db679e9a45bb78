using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>The models that are listed are those that can be called.</summary>
public sealed class ModelsTests
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:9");

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/api/v1/models")]
    public async Task The_list_has_the_configured_providers_models_in_OpenAIs_shape(string path)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("openai", Nowhere)
            .Provider("ollama", Nowhere, ("Models__0", "llama3.2:1b")));

        GatewayAnswer answer = await gateway.Caller.GetAsync(path);

        Assert.Equal("list", answer.Json.GetProperty("object").GetString());
        JsonElement[] models = [.. answer.Json.GetProperty("data").EnumerateArray()];
        Assert.Equal(["ollama", "openai", "sandbox"], models.Select(static model => model.GetProperty("provider").GetString()!).Distinct().Order());
        Assert.All(models, static model => Assert.Equal("model", model.GetProperty("object").GetString()));
        Assert.All(models, static model => Assert.Equal(JsonValueKind.Number, model.GetProperty("created").ValueKind));
        Assert.All(models, static model => Assert.NotEqual("", model.GetProperty("owned_by").GetString()));
        Assert.Equal(models.Length, models.Select(static model => model.GetProperty("id").GetString()).Distinct().Count());
        JsonElement mini = Assert.Single(models, static model => model.GetProperty("id").GetString() == "gpt-4o-mini");
        Assert.Equal(128_000, mini.GetProperty("context_window").GetInt32());
        Assert.Contains(models, static model => model.GetProperty("id").GetString() == "llama3.2:1b");
    }

    [Theory]
    [InlineData("/v1/models?provider=sandbox")]
    [InlineData("/api/v1/models?provider=SANDBOX")]
    [InlineData("/api/v1/models/sandbox/models")]
    public async Task The_list_can_be_of_one_provider(string path)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", Nowhere));

        JsonElement[] models = [.. (await gateway.Caller.GetAsync(path)).Json.GetProperty("data").EnumerateArray()];

        Assert.NotEmpty(models);
        Assert.All(models, static model => Assert.Equal("sandbox", model.GetProperty("provider").GetString()));
        Assert.All(models, static model => Assert.StartsWith("sandbox/", model.GetProperty("id").GetString()!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_that_is_not_configured_has_no_models()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Empty((await gateway.Caller.GetAsync("/v1/models?provider=anthropic")).Json.GetProperty("data").EnumerateArray());
    }

    [Theory]
    [InlineData("gpt-4o-mini", "gpt-4o-mini")]
    [InlineData("sandbox/echo", "sandbox/echo")]
    [InlineData("sandbox%2Fecho", "sandbox/echo")]
    [InlineData("acme%2Fbig%2Fmodel%20x", "acme/big/model x")]
    [InlineData("acme/big/model%20x", "acme/big/model x")]
    public async Task A_model_is_found_by_its_id_with_slashes_raw_or_escaped(string path, string id)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("openai", Nowhere)
            .Provider("vllm", Nowhere, ("Models__0", "acme/big/model x")));

        GatewayAnswer answer = await gateway.Caller.GetAsync("/v1/models/" + path);

        Assert.Equal(200, answer.Code);
        Assert.Equal(id, answer.Json.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("no-such-model")]
    [InlineData("claude-haiku-4-5")]
    [InlineData("%25%27")]
    public async Task A_model_that_is_not_listed_is_404(string id)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await gateway.Caller.GetAsync("/v1/models/" + id);

        Assert.Equal(404, answer.Code);
        BadRequestTests.AssertEnvelope(answer, "invalid_request_error", "model_not_found", "model", null);
    }

    [Fact]
    public async Task Every_listed_sandbox_model_answers_to_its_id()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        foreach (JsonElement model in (await gateway.Caller.GetAsync("/v1/models")).Json.GetProperty("data").EnumerateArray())
        {
            string id = model.GetProperty("id").GetString()!;
            bool embeds = model.GetProperty("capabilities").EnumerateArray().Any(static capability => capability.GetString() == "embeddings");
            GatewayAnswer answer = embeds
                ? await gateway.Caller.AskAsync($$"""{"model":"{{id}}","input":"Hi"}""", "/v1/embeddings")
                : await gateway.Caller.AskAsync($$"""{"model":"{{id}}","messages":[{"role":"user","content":"Hi"}]}""");
            Assert.True(answer.Headers.GetValueOrDefault("x-llm-provider") == "sandbox", id + answer.Text);
        }
    }
}
