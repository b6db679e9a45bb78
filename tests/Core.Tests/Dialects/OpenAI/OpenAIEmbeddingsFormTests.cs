using System.Buffers;
using System.Text;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.OpenAI;

public sealed class OpenAIEmbeddingsFormTests
{
    [Theory]
    [InlineData("\"Hello\"", true, "Hello")]
    [InlineData("[\"Hello\"]", false, "Hello")]
    [InlineData("[\"one\",\"two\"]", false, "one|two")]
    public void Texts_are_read(string input, bool isSingle, string texts)
    {
        EmbeddingsInput read = Read($$"""{"model":"m","input":{{input}}}""").Request.Input!;

        Assert.Equal((isSingle, texts, null), (read.IsSingle, string.Join('|', read.Texts!), read.Tokens));
    }

    [Theory]
    [InlineData("[1,2,3]", true, "1,2,3")]
    [InlineData("[[1,2,3]]", false, "1,2,3")]
    [InlineData("[[1],[2,3]]", false, "1|2,3")]
    public void Tokens_are_read(string input, bool isSingle, string tokens)
    {
        EmbeddingsInput read = Read($$"""{"model":"m","input":{{input}}}""").Request.Input!;

        Assert.Equal((isSingle, tokens, null), (read.IsSingle, string.Join('|', read.Tokens!.Select(static list => string.Join(',', list))), read.Texts));
    }

    [Fact]
    public void The_other_fields_and_the_extensions_are_read_and_the_body_is_kept()
    {
        const string body = """{"model":"m","input":"a","dimensions":256,"encoding_format":"base64","user":"u","provider":"p","models":["x","y"],"user_id":"i","task_type":"t","sandbox":{"status":500},"novel":1e0}""";
        ClientEmbeddings read = Read("\uFEFF" + body);
        EmbeddingsRequest request = read.Request;

        Assert.Equal((256, true, "u", "p", "i", "t"), (request.Dimensions, request.WantsBase64, request.User, request.Provider, request.UserId, request.TaskType));
        Assert.Equal(["x", "y"], request.Models!);
        Assert.Equal(["novel"], request.Extra!.Keys);
        Assert.Equal(body, Encoding.UTF8.GetString(read.Body!.Value.Span));
    }

    [Theory]
    [InlineData("", null, "empty")]
    [InlineData("null", null, "not null")]
    [InlineData("[]", null, "must be an object")]
    [InlineData("{\"model\":", null, "not valid JSON")]
    [InlineData("{\"model\":\"m\",\"model\":\"n\",\"input\":\"a\"}", "model", "more than once")]
    [InlineData("{\"input\":\"a\"}", "model", "Missing")]
    [InlineData("{\"model\":\"\",\"input\":\"a\"}", "model", "must not be empty")]
    [InlineData("{\"model\":7,\"input\":\"a\"}", "model", "must be a string, not 7")]
    [InlineData("{\"models\":[],\"input\":\"a\"}", "models", "must not be empty")]
    [InlineData("{\"model\":\"m\"}", "input", "Missing")]
    [InlineData("{\"model\":\"m\",\"input\":null}", "input", "Missing")]
    [InlineData("{\"model\":\"m\",\"input\":\"\"}", "input", "must not be empty")]
    [InlineData("{\"model\":\"m\",\"input\":[]}", "input", "must not be empty")]
    [InlineData("{\"model\":\"m\",\"input\":[[]]}", "input[0]", "must not be empty")]
    [InlineData("{\"model\":\"m\",\"input\":[\"a\",\"\"]}", "input[1]", "must not be empty")]
    [InlineData("{\"model\":\"m\",\"input\":7}", "input", "must be a string, an array of strings, an array of tokens or an array of arrays of tokens")]
    [InlineData("{\"model\":\"m\",\"input\":{\"text\":\"a\"}}", "input", "must be a string, an array of strings")]
    [InlineData("{\"model\":\"m\",\"input\":[\"a\",1]}", "input[1]", "must be a string, an array of strings")]
    [InlineData("{\"model\":\"m\",\"input\":[1,\"a\"]}", "input[1]", "must be a string, an array of strings")]
    [InlineData("{\"model\":\"m\",\"input\":[1.5]}", "input[0]", "must be a string, an array of strings")]
    [InlineData("{\"model\":\"m\",\"input\":[[1],2]}", "input[1]", "must be a string, an array of strings")]
    [InlineData("{\"model\":\"m\",\"input\":[[1],[\"a\"]]}", "input[1][0]", "must be a string, an array of strings")]
    [InlineData("{\"model\":\"m\",\"input\":[null]}", "input[0]", "must be a string, an array of strings")]
    [InlineData("{\"model\":\"m\",\"input\":\"\\ud800\"}", "input", "unpaired surrogate")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":0}", "dimensions", "must be at least 1, not 0")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":\"many\"}", "dimensions", "must be an integer")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"hex\"}", "encoding_format", "must be 'float' or 'base64', not 'hex'")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"user\":7}", "user", "must be a string, not 7")]
    public void What_is_wrong_is_refused_by_its_name(string body, string? param, string message)
    {
        GatewayException refusal = Assert.Throws<GatewayException>(() => Read(body));

        Assert.Equal((ErrorKind.InvalidRequest, param), (refusal.Error.Kind, refusal.Error.Param));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "[1,-0.25,1E-05]")]
    [InlineData("float", "[1,-0.25,1E-05]")]
    [InlineData("base64", "\"AACAPwAAgL6sxSc3\"")]
    public void The_answer_is_written_as_it_was_asked_for(string? format, string vector)
    {
        ArrayBufferWriter<byte> output = new();
        OpenAIEmbeddingsForm.Instance.WriteResponse(
            new EmbeddingsResponse { Vectors = [[1f, -0.25f, 1e-5f]], Model = "m", Usage = new() { PromptTokens = 3, TotalTokens = 3 } },
            new EmbeddingsRequest { EncodingFormat = format },
            output);

        Assert.Equal(
            $$$"""{"object":"list","data":[{"object":"embedding","index":0,"embedding":{{{vector}}}}],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3}}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static ClientEmbeddings Read(string body) => OpenAIEmbeddingsForm.Instance.ReadRequest(Encoding.UTF8.GetBytes(body));
}
