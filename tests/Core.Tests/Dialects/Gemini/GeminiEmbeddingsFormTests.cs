using System.Buffers;
using System.Text;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Providers.Gemini;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Gemini;

public sealed class GeminiEmbeddingsFormTests
{
    private const string One = """{"parts":[{"text":"one"}]}""";
    private const string Two = """{"parts":[{"text":"tw"},{"text":"o"}]}""";

    [Fact]
    public void A_content_is_read()
    {
        ClientEmbeddings read = Single($$"""{"model":"models/m","content":{{Two}},"task_type":"RETRIEVAL_QUERY","title":"T","output_dimensionality":64,"user_id":"u","provider":"p","novel":1}""");

        Assert.Equal(("m", true, "two", 64), (read.Request.Model, read.Request.Input!.IsSingle, Assert.Single(read.Request.Input.Texts!), read.Request.Dimensions));
        Assert.Equal(("u", "p", true), (read.Request.UserId, read.Request.Provider, read.Request.IsForeign));
        Assert.Equal(["novel", "task_type", "title"], read.NativeFields.Order(StringComparer.Ordinal));
        Assert.Null(read.NativeOnly);
    }

    [Fact]
    public void A_batch_is_read()
    {
        ClientEmbeddings read = Batch($$"""
            {"requests":[{"model":"models/m","content":{{One}},"taskType":"CLUSTERING","outputDimensionality":64},{"content":{{Two}},"title":"T","outputDimensionality":64}],"user_id":"u","task_type":"faq","novel":1}
            """);

        Assert.Equal((false, "one|two", 64), (read.Request.Input!.IsSingle, string.Join('|', read.Request.Input.Texts!), read.Request.Dimensions));
        Assert.Equal("u", read.Request.UserId);
        Assert.Equal(["novel", "requests[].taskType", "requests[].title"], read.NativeFields.Order(StringComparer.Ordinal));
        Assert.Null(read.NativeOnly);
    }

    [Fact]
    public void A_batch_of_one_stays_a_batch() => Assert.False(Batch($$"""{"requests":[{"content":{{One}}}]}""").Request.Input!.IsSingle);

    [Theory]
    [InlineData("""{"requests":[{"content":{"parts":[{"text":"a"}]},"outputDimensionality":64},{"content":{"parts":[{"text":"b"}]},"outputDimensionality":65}]}""", "requests[1]")]
    [InlineData("""{"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"b"}]},"outputDimensionality":65}]}""", "requests[1]")]
    [InlineData("""{"requests":[{"content":{"parts":[{"text":"a"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]}}]}""", "requests[0].content.parts[1]")]
    public void What_only_Google_can_embed_is_kept_for_Google(string body, string param)
    {
        GatewayError reason = Batch(body).NativeOnly!;

        Assert.Equal((ErrorKind.UnsupportedField, param), (reason.Kind, reason.Param));
    }

    [Theory]
    [InlineData("", null, "empty")]
    [InlineData("[]", null, "must be an object")]
    [InlineData("{}", "content", "Missing")]
    [InlineData("{\"content\":\"Hello\"}", "content", "must be an object")]
    [InlineData("{\"content\":{}}", "content.parts", "Missing")]
    [InlineData("{\"content\":{\"parts\":[{\"text\":7}]}}", "content.parts[0].text", "must be a string")]
    [InlineData("{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":0}", "outputDimensionality", "must be at least 1")]
    [InlineData("{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":1,\"output_dimensionality\":1}", "outputDimensionality", "more than once")]
    [InlineData("{\"model\":\"models/other\",\"content\":{\"parts\":[{\"text\":\"a\"}]}}", "model", "must be the model of the path, 'm'")]
    public void What_is_wrong_with_a_content_is_refused_by_its_name(string body, string? param, string message) => AssertRefused(() => Single(body), param, message);

    [Theory]
    [InlineData("{}", "requests", "Missing")]
    [InlineData("{\"requests\":[]}", "requests", "must not be empty")]
    [InlineData("{\"requests\":7}", "requests", "must be an array")]
    [InlineData("{\"requests\":[7]}", "requests[0]", "must be an object")]
    [InlineData("{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}},{}]}", "requests[1].content", "Missing")]
    [InlineData("{\"requests\":[{\"model\":\"models/other\",\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}", "requests[0].model", "must be the model of the path, 'm'")]
    public void What_is_wrong_with_a_batch_is_refused_by_its_name(string body, string? param, string message) => AssertRefused(() => Batch(body), param, message);

    [Fact]
    public void The_answers_have_Googles_two_forms_and_are_read_as_they_were_written()
    {
        EmbeddingsResponse response = new() { Vectors = [[0.5f, -1e-10f]], Usage = new() { PromptTokens = 7, TotalTokens = 7 } };
        string single = Write(isBatch: false, response);
        string batch = Write(isBatch: true, response);

        Assert.Equal("""{"embedding":{"values":[0.5,-1E-10]},"usageMetadata":{"promptTokenCount":7}}""", single);
        Assert.Equal("""{"embeddings":[{"values":[0.5,-1E-10]}],"usageMetadata":{"promptTokenCount":7}}""", batch);
        Assert.All([single, batch], json =>
        {
            EmbeddingsResponse read = GeminiDialect.Instance.Embeddings.FromUpstream(Encoding.UTF8.GetBytes(json), new EmbeddingsRequest());
            Assert.Equal(response.Vectors, read.Vectors);
            Assert.Equal(7, read.Usage!.PromptTokens);
        });
    }

    private static ClientEmbeddings Single(string body) => new GeminiEmbeddingsForm("m", isBatch: false).ReadRequest(Encoding.UTF8.GetBytes(body));

    private static ClientEmbeddings Batch(string body) => new GeminiEmbeddingsForm("models/m", isBatch: true).ReadRequest(Encoding.UTF8.GetBytes(body));

    private static string Write(bool isBatch, EmbeddingsResponse response)
    {
        ArrayBufferWriter<byte> output = new();
        new GeminiEmbeddingsForm("m", isBatch).WriteResponse(response, new EmbeddingsRequest(), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void AssertRefused(Func<ClientEmbeddings> read, string? param, string message)
    {
        GatewayException refusal = Assert.Throws<GatewayException>(read);
        Assert.Equal((ErrorKind.InvalidRequest, param), (refusal.Error.Kind, refusal.Error.Param));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
