using System.Text;
using LlmFunctions.Batches;
using Xunit;

namespace LlmFunctions.Tests.Batches;

public sealed class BatchLineReaderTests
{
    private const string Good = """{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[]}}""";

    [Fact]
    public void A_line_is_an_id_and_a_body_byte_for_byte()
    {
        BatchLine? line = Read("""{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model": "m","x":[ 1e3 ]},"note":1}""", out BatchError? error);

        Assert.Null(error);
        Assert.Equal(("a", "m"), (line!.CustomId, line.Model));
        Assert.Equal("""{"model": "m","x":[ 1e3 ]}""", Encoding.UTF8.GetString(line.ToBytes().Span));
    }

    [Theory]
    [InlineData("""{"custom_id":"a",""", "invalid_json_line", null)]
    [InlineData("[]", "invalid_json_line", null)]
    [InlineData("""{"custom_id":"a","custom_id":"b"}""", "invalid_json_line", null)]
    [InlineData("""{"custom_id":"a\ud800"}""", "invalid_json_line", "custom_id")]
    [InlineData("""{"method":"POST","url":"/v1/chat/completions","body":{}}""", "missing_required_parameter", "custom_id")]
    [InlineData("""{"custom_id":null,"method":"POST","url":"/v1/chat/completions","body":{}}""", "missing_required_parameter", "custom_id")]
    [InlineData("""{"custom_id":"a","url":"/v1/chat/completions","body":{}}""", "missing_required_parameter", "method")]
    [InlineData("""{"custom_id":"a","method":"POST","body":{}}""", "missing_required_parameter", "url")]
    [InlineData("""{"custom_id":"a","method":"POST","url":"/v1/chat/completions"}""", "missing_required_parameter", "body")]
    [InlineData("""{"custom_id":7,"method":"POST","url":"/v1/chat/completions","body":{}}""", "invalid_request", "custom_id")]
    [InlineData("""{"custom_id":"","method":"POST","url":"/v1/chat/completions","body":{}}""", "invalid_request", "custom_id")]
    [InlineData("""{"custom_id":"a","method":"GET","url":"/v1/chat/completions","body":{}}""", "invalid_method", "method")]
    [InlineData("""{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{}}""", "mismatched_endpoint", "url")]
    [InlineData("""{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":"m"}""", "invalid_request", "body")]
    [InlineData("""{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"stream":true}}""", "invalid_request", "body.stream")]
    public void What_makes_no_sense_is_an_error_that_names_line_and_field(string text, string code, string? param)
    {
        Assert.Null(Read(text, out BatchError? error));

        Assert.Equal((code, param, 7), (error!.Code, error.Param, error.Line));
        Assert.DoesNotContain("request body", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_an_error()
    {
        Assert.Null(BatchLineReader.Read(new byte[] { (byte)'{', 0xFF, (byte)'}' }, 1, BatchEndpoint.ChatCompletions, out BatchError? error));

        Assert.Equal("invalid_json_line", error!.Code);
    }

    [Fact]
    public void An_id_may_have_512_characters()
    {
        Assert.NotNull(Read(Good.Replace("\"a\"", $"\"{new string('a', 512)}\"", StringComparison.Ordinal), out _));
        Assert.Null(Read(Good.Replace("\"a\"", $"\"{new string('a', 513)}\"", StringComparison.Ordinal), out _));
    }

    private static BatchLine? Read(string text, out BatchError? error) =>
        BatchLineReader.Read(Encoding.UTF8.GetBytes(text), 7, BatchEndpoint.ChatCompletions, out error);
}
