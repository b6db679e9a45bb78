using System.Buffers;
using System.Text;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Providers.Ollama;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Ollama;

public sealed class OllamaEmbeddingsFormTests
{
    [Theory]
    [InlineData("\"Hello\"", true, "Hello")]
    [InlineData("[\"Hello\"]", false, "Hello")]
    [InlineData("[\"one\",\"\",\"three\"]", false, "one||three")]
    public void Texts_are_read(string input, bool isSingle, string texts)
    {
        EmbeddingsInput read = Read($$"""{"model":"m","input":{{input}}}""").Request.Input!;

        Assert.Equal((isSingle, texts), (read.IsSingle, string.Join('|', read.Texts!)));
    }

    [Theory]
    [InlineData("{\"model\":\"m\"}")]
    [InlineData("{\"model\":\"m\",\"input\":\"\"}")]
    [InlineData("{\"model\":\"m\",\"input\":[]}")]
    [InlineData("{\"model\":\"m\",\"input\":null}")]
    public void Nothing_to_embed_is_a_request_to_load_the_model(string body) => Assert.Equal(0, Read(body).Request.Input!.Count);

    [Fact]
    public void Ollamas_own_fields_are_kept_for_an_Ollama_and_named_as_they_were_written()
    {
        ClientEmbeddings read = Read("""{"model":"m","input":"a","dimensions":64,"truncate":false,"options":{"num_ctx":1,"seed":2},"keep_alive":-1,"user_id":"u","models":["x"],"provider":"p","novel":1}""");

        Assert.Equal((64, "u", "p", true), (read.Request.Dimensions, read.Request.UserId, read.Request.Provider, read.Request.IsForeign));
        Assert.Equal(["keep_alive", "novel", "options", "truncate"], read.Request.Extra!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["options.num_ctx", "options.seed", "novel"], OllamaEmbeddingsForm.Embed.NamesOf(["options", "novel"], read.Request));
    }

    [Fact]
    public void The_older_form_becomes_the_newer_one()
    {
        ClientEmbeddings read = OllamaEmbeddingsForm.Older.ReadRequest("""{"model":"m","prompt":"Hello","options":{"num_ctx":1},"keep_alive":"5m"}"""u8.ToArray());

        Assert.Equal((true, "Hello"), (read.Request.Input!.IsSingle, Assert.Single(read.Request.Input.Texts!)));
        Assert.Equal(["keep_alive", "options"], read.Request.Extra!.Keys.Order(StringComparer.Ordinal));
        Assert.Null(read.Body);
        Assert.Equal(0, OllamaEmbeddingsForm.Older.ReadRequest("""{"model":"m"}"""u8.ToArray()).Request.Input!.Count);
    }

    [Theory]
    [InlineData("", null, "empty")]
    [InlineData("[]", null, "must be a JSON object")]
    [InlineData("{\"input\":\"a\"}", "model", "Missing")]
    [InlineData("{\"model\":\"m\",\"input\":7}", "input", "must be a string or an array of strings, not 7")]
    [InlineData("{\"model\":\"m\",\"input\":{}}", "input", "must be a string or an array of strings, not an object")]
    [InlineData("{\"model\":\"m\",\"input\":[\"a\",1]}", "input[1]", "must be a string, not 1")]
    [InlineData("{\"model\":\"m\",\"input\":[[1]]}", "input[0]", "must be a string, not an array")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":0}", "dimensions", "must be at least 1, not 0")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"truncate\":\"no\"}", "truncate", "must be true or false")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"options\":[]}", "options", "must be an object")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"keep_alive\":{}}", "keep_alive", "must be a number of seconds")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"input\":\"b\"}", "input", "given more than once")]
    [InlineData("{\"models\":[7],\"input\":\"a\"}", "models[0]", "must be the name of a model")]
    public void What_is_wrong_is_refused_by_its_name(string body, string? param, string message)
    {
        GatewayException refusal = Assert.Throws<GatewayException>(() => Read(body));

        Assert.Equal((ErrorKind.InvalidRequest, param), (refusal.Error.Kind, refusal.Error.Param));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_that_is_no_text_is_refused() => Assert.Equal(
        "prompt", Assert.Throws<GatewayException>(() => OllamaEmbeddingsForm.Older.ReadRequest("""{"model":"m","prompt":["a"]}"""u8.ToArray())).Error.Param);

    [Fact]
    public void The_answers_have_Ollamas_two_forms()
    {
        EmbeddingsResponse response = new()
        {
            Vectors = [[0.5f, 1f], [2f, 3f]],
            Model = "m",
            Usage = new() { PromptTokens = 7, TotalTokens = 7 },
            Timing = new(TimeSpan.FromMilliseconds(2), null),
        };

        Assert.Equal(
            """{"model":"m","embeddings":[[0.5,1],[2,3]],"total_duration":2000000,"load_duration":0,"prompt_eval_count":7}""",
            Write(OllamaEmbeddingsForm.Embed, response));
        Assert.Equal("""{"embedding":[0.5,1]}""", Write(OllamaEmbeddingsForm.Older, response));
        Assert.Equal("""{"model":"m","embeddings":[]}""", Write(OllamaEmbeddingsForm.Embed, new EmbeddingsResponse { Vectors = [], Model = "m" }));
        Assert.Equal("""{"embedding":[]}""", Write(OllamaEmbeddingsForm.Older, new EmbeddingsResponse { Vectors = [] }));
    }

    [Fact]
    public void The_provider_side_reads_what_the_client_side_writes()
    {
        EmbeddingsResponse response = new() { Vectors = [[0.1f, -1e-20f], [float.MaxValue, 0f]], Model = "m", Usage = new() { PromptTokens = 7, TotalTokens = 7 } };

        EmbeddingsResponse read = OllamaDialect.Instance.Embeddings.FromUpstream(Encoding.UTF8.GetBytes(Write(OllamaEmbeddingsForm.Embed, response)), new EmbeddingsRequest());

        Assert.Equal(response.Vectors, read.Vectors);
        Assert.Equal(("m", 7L), (read.Model, read.Usage!.PromptTokens));
    }

    private static ClientEmbeddings Read(string body) => OllamaEmbeddingsForm.Embed.ReadRequest(Encoding.UTF8.GetBytes(body));

    private static string Write(OllamaEmbeddingsForm form, EmbeddingsResponse response)
    {
        ArrayBufferWriter<byte> output = new();
        form.WriteResponse(response, new EmbeddingsRequest(), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
