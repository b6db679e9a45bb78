using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Programs that embed with Google, with providers of its own dialect and of others.</summary>
public sealed class GeminiEmbeddingsTests
{
    private const string One = """{"content":{"parts":[{"text":"Hi"}]}}""";
    private const string Answer = """{"embedding":{"values":[0.5, 1e0]},"usageMetadata":{"promptTokenCount":8},"future":1.0}""";
    private const string BatchAnswer = """{"embeddings":[{"values":[0.5, 1e0]},{"values":[1.5,2]}],"future":1.0}""";
    private const string OpenAIAnswer = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,1]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":8,"total_tokens":8}}""";

    [Theory]
    [InlineData("/v1beta/models/gemini-embedding-001:embedContent")]
    [InlineData("/v1/models/gemini%2Fgemini-embedding-001:embedContent")]
    public async Task Google_gets_a_content_and_the_program_its_answer_byte_for_byte(string path)
    {
        const string body = """{ "content":{"parts":[{"text":"\u0048i"}]}, "task_type":"RETRIEVAL_QUERY", "future":1e0 }""";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("gemini", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(body, path);

        Assert.Equal((200, Answer), (got.Code, got.Text));
        Assert.Equal(("/v1beta/models/gemini-embedding-001:embedContent", body), (provider.Request.Path, provider.Request.Text));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((8L, false, 0.0000012m), (row.PromptTokens, row.Estimated, row.Cost!.Value));
    }

    [Fact]
    public async Task Google_gets_a_batch_and_the_program_its_answer_byte_for_byte()
    {
        const string body = """{"requests":[ {"model":"models/gemini-embedding-001","content":{"parts":[{"text":"\u0048i"}]},"taskType":"CLUSTERING"},{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"Ho"}]},"future":1e0} ]}""";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, BatchAnswer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("gemini", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(body, "/v1beta/models/gemini-embedding-001:batchEmbedContents");

        Assert.Equal((200, BatchAnswer), (got.Code, got.Text));
        Assert.Equal(("/v1beta/models/gemini-embedding-001:batchEmbedContents", body), (provider.Request.Path, provider.Request.Text));
        Assert.True(Assert.Single(await gateway.Caller.UsageAsync()).Estimated);
    }

    [Fact]
    public async Task Another_provider_gets_its_own_dialect_and_what_it_cannot_carry_is_named()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, OpenAIAnswer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(
            """{"content":{"parts":[{"text":"Hi"}]},"taskType":"RETRIEVAL_QUERY","title":"T","outputDimensionality":2,"user_id":"u"}""",
            "/v1beta/models/text-embedding-3-small:embedContent");

        Assert.Equal("""{"model":"text-embedding-3-small","input":"Hi","dimensions":2}""", provider.Request.Text);
        Assert.Equal("taskType, title", got.Headers["x-llm-dropped"]);
        Assert.Equal("""{"embedding":{"values":[0.5,1]},"usageMetadata":{"promptTokenCount":8}}""", got.Text);
    }

    [Fact]
    public async Task A_batch_that_only_Google_can_serve_is_refused_by_others()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, OpenAIAnswer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(
            """{"requests":[{"content":{"parts":[{"text":"a"}]},"outputDimensionality":2},{"content":{"parts":[{"text":"b"}]},"outputDimensionality":3}]}""",
            "/v1beta/models/text-embedding-3-small:batchEmbedContents");

        Assert.Equal((400, "INVALID_ARGUMENT"), (got.Code, got.Error.GetProperty("status").GetString()));
        Assert.Contains("outputDimensionality", got.Error.GetProperty("message").GetString());
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("sandbox/embed:embedContent", "{}", 400, "INVALID_ARGUMENT", "content")]
    [InlineData("sandbox/embed:batchEmbedContents", "{\"requests\":[]}", 400, "INVALID_ARGUMENT", "requests")]
    [InlineData("sandbox/echo:embedContent", One, 400, "INVALID_ARGUMENT", "echo")]
    [InlineData("no-such-model:embedContent", One, 404, "NOT_FOUND", "no-such-model")]
    [InlineData("sandbox/embed:embedEverything", One, 404, "NOT_FOUND", "batchEmbedContents")]
    public async Task What_is_wrong_is_said_in_Google_s_envelope(string path, string body, int status, string code, string message)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.AskAsync(body, "/v1beta/models/" + path);

        Assert.Equal((status, code), (got.Code, got.Error.GetProperty("status").GetString()));
        Assert.Contains(message, got.Error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task The_sandbox_embeds_alike_for_every_surface()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        JsonElement openai = (await gateway.Caller.AskAsync("""{"model":"sandbox/embed","input":"Hi"}""", "/v1/embeddings")).Json.GetProperty("data")[0].GetProperty("embedding");
        JsonElement ollama = (await gateway.Caller.AskAsync("""{"model":"sandbox/embed","input":"Hi"}""", "/api/embed")).Json.GetProperty("embeddings")[0];
        JsonElement gemini = (await gateway.Caller.AskAsync(One, "/v1beta/models/sandbox/embed:embedContent")).Json.GetProperty("embedding").GetProperty("values");

        Assert.Equal(openai.GetRawText(), ollama.GetRawText());
        Assert.Equal(openai.GetRawText(), gemini.GetRawText());
    }
}
