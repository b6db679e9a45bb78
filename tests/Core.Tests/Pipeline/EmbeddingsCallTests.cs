using System.Text;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.Tests.Pipeline;

public sealed class EmbeddingsCallTests
{
    private const string Request = """{"model":"a/m","input":["one","two and three"],"user":"u"}""";
    private const string Chain = """{"models":["a/m","b/m"],"input":["one","two"]}""";
    private const string Whole = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]},{"object":"embedding","index":1,"embedding":[1.5]}],"model":"real","usage":{"prompt_tokens":5,"total_tokens":5}}""";

    [Fact]
    public async Task An_answer_is_recorded_once_with_the_providers_own_count_and_passed_on()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Whole)));

        EmbeddingsAnswer answer = await harness.EmbedAsync(Request);

        Assert.True(answer.PassesThrough);
        Assert.Equal(Whole, Encoding.UTF8.GetString(answer.Raw.Span));
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("success", 5, 0, false, "u"), (record.Outcome, record.PromptTokens, record.CompletionTokens, record.Estimated, record.User));
        Assert.Equal(("shop", "k1", "a", "m", "r1", false), (record.App, record.KeyId, record.Provider, record.Model, record.RequestId, record.Streamed));
    }

    [Fact]
    public async Task An_answer_in_another_encoding_than_asked_for_is_not_passed_on()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Whole)));

        EmbeddingsAnswer answer = await harness.EmbedAsync(Request.Replace("\"user\":\"u\"", "\"encoding_format\":\"base64\"", StringComparison.Ordinal));

        Assert.False(answer.PassesThrough);
        Assert.Equal([[0.5f], [1.5f]], answer.Response.Vectors);
    }

    [Fact]
    public async Task An_answer_without_usage_is_counted_and_marked()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Whole.Replace("\"usage\"", "\"other\"", StringComparison.Ordinal))));

        EmbeddingsAnswer answer = await harness.EmbedAsync(Request);

        Assert.Null(answer.Response.Usage);
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal((TokenEstimator.Count("one") + TokenEstimator.Count("two and three"), true), (record.PromptTokens, record.Estimated));
    }

    [Fact]
    public async Task Tokens_are_counted_as_what_they_are()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Whole.Replace("\"usage\"", "\"other\"", StringComparison.Ordinal))));

        await harness.EmbedAsync("""{"model":"a/m","input":[[1,2,3],[4]]}""");

        Assert.Equal(4, Assert.Single(harness.Ledger.Records).PromptTokens);
    }

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[0.5]}],"usage":{"prompt_tokens":700,"total_tokens":700}}""", "1 embeddings where 2 were asked for", 700, false)]
    [InlineData("""{"data":[]}""", "0 embeddings where 2 were asked for", 5, true)]
    public async Task An_answer_that_lacks_vectors_is_the_providers_failure_and_has_to_be_paid_all_the_same(string body, string message, int tokens, bool estimated)
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, body)));

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => harness.EmbedAsync(Request));

        Assert.Equal(ErrorKind.UpstreamError, exception.Error.Kind);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("upstream_error", tokens, estimated), (record.Outcome, record.PromptTokens, record.Estimated));
    }

    [Theory]
    [InlineData(500, """{"error":{"message":"no"}}""")]
    [InlineData(429, """{"error":{"message":"no"}}""")]
    [InlineData(200, """{"data":[]}""")]
    public async Task The_next_candidate_is_tried_when_one_fails_and_each_attempt_is_recorded(int status, string body)
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(status, body)), new ScriptedHandler(ScriptedHandler.Answer(200, Whole)));

        EmbeddingsAnswer answer = await harness.EmbedAsync(Chain);

        Assert.Equal("b", answer.Attempt.Candidate.Provider.Name);
        Assert.Equal([("a", status), ("b", 200)], harness.Ledger.Records.Select(static record => (record.Provider, record.UpstreamStatus!.Value)));
    }

    [Fact]
    public async Task A_dialect_without_embeddings_is_not_called_and_named()
    {
        ScriptedHandler handler = new(ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = new(AnthropicDialect.Instance, handler);

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => harness.EmbedAsync(Request));

        Assert.Equal((ErrorKind.UnsupportedField, "model"), (exception.Error.Kind, exception.Error.Param));
        Assert.Equal("The provider 'a' does not make embeddings: it speaks the dialect 'anthropic', which has none.", exception.Message);
        Assert.Equal(0, handler.Calls);
        Assert.Empty(harness.Ledger.Records);
    }

    [Fact]
    public async Task An_answer_is_withheld_when_its_usage_cannot_be_recorded()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Whole))) { Ledger = { Broken = true } };

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => harness.EmbedAsync(Request));

        Assert.Equal(ErrorKind.StorageUnavailable, exception.Error.Kind);
    }

    [Fact]
    public async Task A_provider_that_never_answers_is_given_up_after_its_timeout()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Silence));
        Task<EmbeddingsAnswer> running = harness.EmbedAsync(Request);
        harness.Time.Advance(TimeSpan.FromSeconds(30));

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => running);

        Assert.Equal(ErrorKind.UpstreamTimeout, exception.Error.Kind);
        Assert.Equal(("timeout", true), (harness.Ledger.Records[0].Outcome, harness.Ledger.Records[0].Estimated));
    }

    [Fact]
    public async Task Another_dialects_client_gets_a_translation_and_is_told_what_was_left_out()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Whole)));

        EmbeddingsAnswer answer = await harness.EmbedAsync("""{"model":"a/m","input":["one","two"],"keep_alive":1}""", OllamaClientDialect.Chat, OllamaEmbeddingsForm.Embed);

        Assert.False(answer.PassesThrough);
        Assert.Equal(["keep_alive"], answer.Dropped);
        Assert.Equal(("real", "ollama"), (answer.Response.Model, harness.Ledger.Records[0].Dialect));
    }
}
