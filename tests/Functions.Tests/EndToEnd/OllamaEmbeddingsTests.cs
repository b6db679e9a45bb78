using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Programs that embed with Ollama, with providers of its own dialect and of others.</summary>
public sealed class OllamaEmbeddingsTests
{
    private const string Answer = """{"model":"m","embeddings":[[0.5, 1e0]],"total_duration":14143917,"load_duration":1019500,"prompt_eval_count":8,"future":1.0}""";
    private const string OpenAIAnswer = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,1]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":8,"total_tokens":8}}""";

    [Fact]
    public async Task An_Ollama_gets_the_body_and_the_program_its_answer_byte_for_byte()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"ollama/m:latest", "input":"H\u0069","options":{"num_ctx":1e0},"keep_alive":"5m","future":1.0}""", "/api/embed");

        Assert.Equal((200, Answer), (got.Code, got.Text));
        Assert.Equal(("/api/embed", """{"model":"m", "input":"H\u0069","options":{"num_ctx":1e0},"keep_alive":"5m","future":1.0}"""), (provider.Request.Path, provider.Request.Text));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((8L, "success", false), (row.PromptTokens, row.Outcome, row.Estimated));
    }

    [Fact]
    public async Task The_older_form_reaches_an_Ollama_as_the_newer_one()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"ollama/m","prompt":"Hi","options":{"num_ctx":1},"keep_alive":"5m"}""", "/api/embeddings");

        Assert.Equal((200, """{"embedding":[0.5,1]}"""), (got.Code, got.Text));
        Assert.Equal(("/api/embed", """{"model":"m","input":"Hi","options":{"num_ctx":1},"keep_alive":"5m"}"""), (provider.Request.Path, provider.Request.Text));
    }

    [Fact]
    public async Task Another_provider_gets_its_own_dialect_and_what_it_cannot_carry_is_named()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, OpenAIAnswer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"text-embedding-3-small:latest","input":["Hi"],"dimensions":2,"truncate":false,"options":{"num_ctx":1},"keep_alive":0}""", "/api/embed");

        Assert.Equal("""{"model":"text-embedding-3-small","input":["Hi"],"dimensions":2}""", provider.Request.Text);
        Assert.Equal(["keep_alive", "options.num_ctx", "truncate"], got.Headers["x-llm-dropped"].Split(", ").Order(StringComparer.Ordinal));
        Assert.Equal("[[0.5,1]]", got.Json.GetProperty("embeddings").GetRawText());
        Assert.Equal(("text-embedding-3-small", 8), (got.Json.GetProperty("model").GetString(), got.Json.GetProperty("prompt_eval_count").GetInt32()));
        Assert.True(got.Json.GetProperty("total_duration").GetInt64() > 0);
        Assert.Equal(0.00000016m, Assert.Single(await gateway.Caller.UsageAsync()).Cost);
    }

    [Theory]
    [InlineData("/api/embed", """{"model":"sandbox/embed"}""", """{"model":"sandbox/embed","embeddings":[]}""")]
    [InlineData("/api/embed", """{"model":"sandbox/embed","input":""}""", """{"model":"sandbox/embed","embeddings":[]}""")]
    [InlineData("/api/embeddings", """{"model":"sandbox/embed"}""", """{"embedding":[]}""")]
    public async Task Nothing_to_embed_asks_whether_the_model_is_there(string path, string body, string expected)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.AskAsync(body, path);

        Assert.Equal((200, expected), (got.Code, got.Text));
        Assert.Equal(404, (await gateway.Caller.AskAsync("""{"model":"no-such-model"}""", path)).Code);
        Assert.Empty(await gateway.Caller.UsageAsync());
    }

    [Theory]
    [InlineData("/api/embed", """{"model":"sandbox/embed","input":7}""", 400, "'input' must be a string or an array of strings, not 7.")]
    [InlineData("/api/embed", """{"input":"a"}""", 400, "Missing required field 'model'.")]
    [InlineData("/api/embed", """{"model":"sandbox/echo","input":"a"}""", 400, "The model 'echo' does not make embeddings.")]
    [InlineData("/api/embeddings", """{"model":"sandbox/embed","prompt":["a"]}""", 400, "'prompt' must be a string, not an array.")]
    [InlineData("/api/embed", """{"model":"sandbox/embed","input":"a","sandbox":{"status":429}}""", 429, "The sandbox was asked to fail with status 429.")]
    public async Task What_is_wrong_is_said_in_Ollama_s_envelope(string path, string body, int status, string message)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.AskAsync(body, path);

        Assert.Equal((status, message), (got.Code, got.Error.GetString()));
    }
}
