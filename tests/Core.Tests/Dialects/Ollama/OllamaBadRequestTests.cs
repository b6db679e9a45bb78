using System.Text;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Ollama;

public sealed class OllamaBadRequestTests
{
    [Theory]
    [InlineData("", null, "empty")]
    [InlineData(" \n", null, "empty")]
    [InlineData("null", null, "must be a JSON object")]
    [InlineData("[]", null, "must be a JSON object")]
    [InlineData("{\"model\":", null, "not valid JSON")]
    [InlineData("{\n\"model\": nope}", null, "line 2, byte")]
    [InlineData("{\"model\":\"m\"} {}", null, "not valid JSON")]
    [InlineData("{\"model\":\"m\",\"model\":\"n\"}", "model", "'model' is given more than once")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"role\":\"user\"}]}", "role", "given more than once")]
    [InlineData("{\"model\":\"m\",\"other\":\"\\ud800\"}", "other", "unpaired surrogate")]
    [InlineData("{\"model\":\"m\",\"thinking_blocks\":1,\"messages\":[{\"role\":\"assistant\",\"thinking_blocks\":[null]}]}", "messages[0].thinking_blocks", "must be an array of blocks of thinking")]
    [InlineData("{\"messages\":[]}", "model", "Missing required field 'model'")]
    [InlineData("{\"model\":\"\"}", "model", "Missing required field 'model'")]
    [InlineData("{\"model\":null}", "model", "Missing required field 'model'")]
    [InlineData("{\"model\":7}", "model", "must be a string, not 7")]
    public void A_body_that_is_not_a_request_is_refused(string body, string? param, string message) => AssertRefused(OllamaClientDialect.Chat, body, param, message);

    [Theory]
    [InlineData("\"messages\":{}", "messages", "must be an array, not an object")]
    [InlineData("\"messages\":[7]", "messages[0]", "must be an object, not 7")]
    [InlineData("\"messages\":[{}]", "messages[0].role", "Missing")]
    [InlineData("\"messages\":[{\"role\":1}]", "messages[0].role", "must be a string, not 1")]
    [InlineData("\"messages\":[{\"role\":\"robot\"}]", "messages[0].role", "must be one of 'system', 'user', 'assistant' and 'tool'")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]", "messages[0].content", "must be a string, not an array")]
    [InlineData("\"messages\":[{\"role\":\"user\"},{\"role\":\"user\",\"images\":\"iVBORw0KGgo=\"}]", "messages[1].images", "must be an array, not a string")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"images\":[7]}]", "messages[0].images[0]", "must be base64 text, not 7")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"images\":[\"iVBORw0KGgo=\",\"\"]}]", "messages[0].images[1]", "base64")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"images\":[\"/tmp/picture.png\"]}]", "messages[0].images[0]", "base64")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"images\":[\"data:image/png;base64,iVBORw0KGgo=\"]}]", "messages[0].images[0]", "without a data: prefix")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"images\":[\"AAAA\"]}]", "messages[0].images[0]", "must be a PNG, JPEG, GIF, WebP or BMP image")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"tool_calls\":{}}]", "messages[0].tool_calls", "must be an array, not an object")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{}]}]", "messages[0].tool_calls[0].function", "Missing")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{}}]}]", "messages[0].tool_calls[0].function.name", "Missing")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}]", "messages[0].tool_calls[0].function.arguments", "must be an object, not a string")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"thinking\":true}]", "messages[0].thinking", "must be a string, not true")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"thinking_blocks\":7}]", "messages[0].thinking_blocks", "must be an array of blocks of thinking")]
    [InlineData("\"messages\":[{\"role\":\"tool\",\"tool_name\":5}]", "messages[0].tool_name", "must be a string, not 5")]
    [InlineData("\"stream\":\"yes\"", "stream", "must be true or false, not a string")]
    [InlineData("\"format\":\"xml\"", "format", "must be \"json\" or a JSON schema")]
    [InlineData("\"format\":true", "format", "must be \"json\" or a JSON schema, not true")]
    [InlineData("\"think\":1", "think", "must be true, false or a level")]
    [InlineData("\"think\":\"\"", "think", "must be true, false or a level")]
    [InlineData("\"keep_alive\":[]", "keep_alive", "must be a number of seconds or a duration such as \"5m\", not an array")]
    [InlineData("\"logprobs\":1", "logprobs", "must be true or false, not 1")]
    [InlineData("\"top_logprobs\":21", "top_logprobs", "must be between 0 and 20, not 21")]
    [InlineData("\"options\":[]", "options", "must be an object, not an array")]
    [InlineData("\"options\":{\"temperature\":\"hot\"}", "options.temperature", "must be a number, not a string")]
    [InlineData("\"options\":{\"temperature\":-0.1}", "options.temperature", "must be at least 0, not -0.1")]
    [InlineData("\"options\":{\"top_p\":1.5}", "options.top_p", "must be between 0 and 1, not 1.5")]
    [InlineData("\"options\":{\"top_k\":1.5}", "options.top_k", "must be an integer, not 1.5")]
    [InlineData("\"options\":{\"seed\":1e300}", "options.seed", "must be at least")]
    [InlineData("\"options\":{\"num_predict\":\"10\"}", "options.num_predict", "must be an integer, not a string")]
    [InlineData("\"options\":{\"stop\":7}", "options.stop", "must be an array, not 7")]
    [InlineData("\"options\":{\"stop\":[\"a\",7]}", "options.stop[1]", "must be a string, not 7")]
    [InlineData("\"options\":{\"stop\":[\"\"]}", "options.stop", "must not have an empty sequence")]
    [InlineData("\"tools\":{}", "tools", "must be an array, not an object")]
    [InlineData("\"tools\":[{}]", "tools[0].function", "Missing")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"description\":\"d\"}}]", "tools[0].function.name", "Missing")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":\"p\"}}]", "tools[0].function.parameters", "must be an object, not a string")]
    [InlineData("\"models\":[\"a\",\"\"]", "models[1]", "must be the name of a model")]
    public void A_field_that_is_wrong_is_named(string field, string param, string message) =>
        AssertRefused(OllamaClientDialect.Chat, $$"""{"model":"m",{{field}}}""", param, message);

    [Theory]
    [InlineData("\"prompt\":7", "prompt", "must be a string, not 7", ErrorKind.InvalidRequest)]
    [InlineData("\"system\":[]", "system", "must be a string, not an array", ErrorKind.InvalidRequest)]
    [InlineData("\"images\":[\"AAAA\"]", "images[0]", "must be a PNG", ErrorKind.InvalidRequest)]
    [InlineData("\"raw\":true", "raw", "'raw' is not supported", ErrorKind.UnsupportedField)]
    [InlineData("\"template\":\"{{ .Prompt }}\"", "template", "'template' is not supported", ErrorKind.UnsupportedField)]
    [InlineData("\"suffix\":\"}\"", "suffix", "'suffix' is not supported", ErrorKind.UnsupportedField)]
    [InlineData("\"context\":[1,2]", "context", "'context' is not supported", ErrorKind.UnsupportedField)]
    public void A_field_of_a_single_prompt_that_is_wrong_is_named(string field, string param, string message, ErrorKind kind) =>
        AssertRefused(OllamaClientDialect.Generate, $$"""{"model":"m",{{field}}}""", param, message, kind);

    [Fact]
    public void A_body_that_is_not_UTF8_is_refused()
    {
        GatewayException refusal = Assert.Throws<GatewayException>(() => OllamaClientDialect.Chat.ReadRequest((byte[])[.. "{\"model\":\""u8, 0xFF, .. "\"}"u8]));

        Assert.Contains("UTF-8", refusal.Message);
    }

    [Fact]
    public void A_body_that_is_nested_too_deeply_is_refused() =>
        Assert.Contains("nested too deeply", Assert.Throws<GatewayException>(() => OllamaClientDialect.Chat.ReadRequest(
            Encoding.UTF8.GetBytes($$"""{"model":"m","x":{{new string('[', 100)}}{{new string(']', 100)}}}"""))).Message);

    private static void AssertRefused(OllamaClientDialect dialect, string body, string? param, string message, ErrorKind kind = ErrorKind.InvalidRequest)
    {
        GatewayException refusal = Assert.Throws<GatewayException>(() => dialect.ReadRequest(Encoding.UTF8.GetBytes(body)));

        Assert.Equal(kind, refusal.Error.Kind);
        Assert.Equal(param, refusal.Error.Param);
        Assert.Contains(message, refusal.Message);
        if (param is not null)
        {
            // The envelope has no field for it.
            Assert.Contains($"'{param}'", refusal.Message);
        }
    }
}
