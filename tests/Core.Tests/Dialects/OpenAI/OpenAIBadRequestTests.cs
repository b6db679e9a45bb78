using System.Text;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.OpenAI;

public sealed class OpenAIBadRequestTests
{
    private const string Hi = """[{"role":"user","content":"Hi"}]""";

    [Theory]
    [InlineData("", null, "empty")]
    [InlineData("  \n", null, "empty")]
    [InlineData("null", null, "must be a JSON object, not null")]
    [InlineData("[]", null, "must be an object, not an array")]
    [InlineData("\"text\"", null, "must be an object, not a string")]
    [InlineData("{\"model\":", null, "not valid JSON")]
    [InlineData("{\"model\":\"m\",}", null, "line 1, byte 14")]
    [InlineData("{\n\"model\": nope}", null, "line 2, byte")]
    [InlineData("{\"model\":\"m\"} {}", null, "not valid JSON")]
    [InlineData("{\"model\":\"m\" // comment\n}", null, "not valid JSON")]
    [InlineData("{\"model\":\"m\",\"model\":\"n\"}", "model", "given more than once")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"role\":\"user\"}]}", "messages[0].role", "given more than once")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"text\":\"b\"}]}]}", "messages[0].content[0].text", "given more than once")]
    [InlineData("{\"model\":\"m\",\"my_field\":{\"a\":1,\"a\":2}}", "my_field", "given more than once")]
    [InlineData("{\"model\":\"m\",\"x\":\"\\ud800\",\"user\":\"\\ud800\"}", "x", "has an unpaired surrogate escape (\\ud800)")]
    public void A_body_that_is_not_a_JSON_object_is_refused(string body, string? param, string message) => AssertRefused(body, param, message);

    [Theory]
    [InlineData("\"x\\ud800\":1", "x\\ud800")]
    [InlineData("\"x\":{\"a\":[1,\"\\uDC00\"]}", "x.a[1]")]
    [InlineData("\"model\":\"\\uD800\"", "model")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"a\\ud800b\"}]", "messages[0].content")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\\ud83d\\ude00\"}]", "messages[0].content")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"\\udfff\":{}}}}]", "tools[0].function.parameters.\\udfff")]
    [InlineData("\"sandbox\":{\"\\ud800\":1}", "sandbox.\\ud800")]
    [InlineData("\"parameters\":{\"stop\":[\"\\ud800\"]}", "parameters.stop[0]")]
    public void Half_a_surrogate_pair_is_refused_with_its_place(string field, string param) =>
        AssertRefused("{" + field + "}", param, "has an unpaired surrogate escape");

    [Theory]
    [InlineData("\"model\":7", "model", "must be a string, not 7")]
    [InlineData("\"model\":null", "model", "Missing")]
    [InlineData("\"messages\":{}", "messages", "must be an array, not an object")]
    [InlineData("\"messages\":null", "messages", "must be given, not null")]
    [InlineData("\"messages\":[7]", "messages[0]", "must be an object, not 7")]
    [InlineData("\"messages\":[{\"role\":1}]", "messages[0].role", "must be a string, not 1")]
    [InlineData("\"messages\":[{\"role\":null}]", "messages[0].role", "must be given, not null")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":7}]", "messages[0].content", "must be a string or an array of content parts")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[\"a\"]}]", "messages[0].content[0]", "must be an object, not a string")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[null]}]", "messages[0].content[0]", "must be an object")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\"},{\"type\":\"image_url\",\"image_url\":\"https://a\"}]}]", "messages[1].content[1].image_url", "must be an object, not a string")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":5}}]}]", "messages[0].content[0].image_url.url", "must be a string, not 5")]
    [InlineData("\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":\"a\",\"thinking_blocks\":[{\"type\":\"thinking\"},null]}]", "messages[0].thinking_blocks[1]", "must be an object, not null")]
    [InlineData("\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"tool_calls\":[null]}]", "messages[0].tool_calls[0]", "must be an object, not null")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"arguments\":{}}}]}]", "messages[0].tool_calls[0].function.arguments", "must be a string, not an object")]
    [InlineData("\"temperature\":\"0.5\"", "temperature", "must be a number, not a string")]
    [InlineData("\"max_tokens\":1.5", "max_tokens", "must be an integer, not 1.5")]
    [InlineData("\"max_tokens\":99999999999", "max_tokens", "must be an integer, not 99999999999")]
    [InlineData("\"seed\":true", "seed", "must be an integer, not true")]
    [InlineData("\"stream\":\"yes\"", "stream", "must be true or false, not a string")]
    [InlineData("\"stop\":7", "stop", "must be a string or an array of strings")]
    [InlineData("\"stop\":[\"a\",7]", "stop[1]", "must be a string or an array of strings")]
    [InlineData("\"tools\":{}", "tools", "must be an array, not an object")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":7}}]", "tools[0].function.name", "must be a string, not 7")]
    [InlineData("\"tool_choice\":7", "tool_choice", "must be a string or an object")]
    [InlineData("\"tool_choice\":{\"type\":\"function\"}", "tool_choice", "needs function.name")]
    [InlineData("\"tool_choice\":{}", "tool_choice", "needs a type")]
    [InlineData("\"response_format\":\"json\"", "response_format", "must be an object, not a string")]
    [InlineData("\"stream_options\":true", "stream_options", "must be an object, not true")]
    public void A_wrong_type_is_named_with_its_field(string field, string param, string message) =>
        AssertRefused("{" + field + "}", param, message);

    [Theory]
    [InlineData("", "messages", "at least one message")]
    [InlineData("\"messages\":[]", "messages", "at least one message")]
    [InlineData("\"messages\":[null]", "messages[0]", "not null")]
    [InlineData("\"messages\":[{\"content\":\"Hi\"}]", "messages[0].role", "Missing")]
    [InlineData("\"messages\":[{\"role\":\"robot\",\"content\":\"Hi\"}]", "messages[0].role", "one of 'system'")]
    [InlineData("\"messages\":[{\"role\":\"function\",\"name\":\"f\",\"content\":\"Hi\"}]", "messages[0].role", "use 'tool'")]
    [InlineData("\"messages\":[{\"role\":\"user\"}]", "messages[0].content", "must have content")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":null}]", "messages[0].content", "must have content")]
    [InlineData("\"messages\":[{\"role\":\"system\",\"content\":[]}]", "messages[0].content", "must have content")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"content\":null}]", "messages[0].content", "content or tool_calls")]
    [InlineData("\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]", "messages[0].tool_call_id", "which call")]
    [InlineData("\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"c\"}]", "messages[0].content", "must have content")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}]", "messages[0].content[0].type", "Missing")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]", "messages[0].content[0].text", "Missing")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]", "messages[0].content[0].image_url.url", "Missing")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"detail\":\"low\"}}]}]", "messages[0].content[0].image_url.url", "Missing")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"file:///etc/passwd\"}}]}]", "messages[0].content[0].image_url.url", "http(s) URL")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}]", "messages[0].tool_calls[0].id", "Missing")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\"}]}]", "messages[0].tool_calls[0].function.name", "Missing")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[null]}]", "messages[0].tool_calls[0]", "not null")]
    public void Messages_that_make_no_sense_are_refused(string messages, string param, string message) =>
        AssertRefused("{\"model\":\"m\"" + (messages.Length > 0 ? "," + messages : "") + "}", param, message);

    [Theory]
    [InlineData("\"temperature\":2.1", "temperature", "between 0 and 2, not 2.1")]
    [InlineData("\"temperature\":-0.1", "temperature", "between 0 and 2")]
    [InlineData("\"top_p\":1.5", "top_p", "between 0 and 1")]
    [InlineData("\"frequency_penalty\":3", "frequency_penalty", "between -2 and 2")]
    [InlineData("\"presence_penalty\":-3", "presence_penalty", "between -2 and 2")]
    [InlineData("\"n\":0", "n", "between 1 and 128")]
    [InlineData("\"n\":129", "n", "between 1 and 128")]
    [InlineData("\"max_tokens\":0", "max_tokens", "at least 1, not 0")]
    [InlineData("\"max_completion_tokens\":-5", "max_completion_tokens", "at least 1")]
    [InlineData("\"top_logprobs\":2", "top_logprobs", "'logprobs' is true")]
    [InlineData("\"logprobs\":true,\"top_logprobs\":21", "top_logprobs", "between 0 and 20")]
    [InlineData("\"logit_bias\":[1]", "logit_bias", "must be an object")]
    [InlineData("\"metadata\":\"x\"", "metadata", "must be an object")]
    [InlineData("\"stop\":\"\"", "stop", "must not be empty")]
    [InlineData("\"stop\":[\"a\",\"\"]", "stop[1]", "must not be empty")]
    [InlineData("\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\",\"14\",\"15\",\"16\",\"17\"]", "stop", "at most 16")]
    [InlineData("\"stream_options\":{\"include_usage\":true}", "stream_options", "'stream' is true")]
    [InlineData("\"response_format\":{}", "response_format.type", "Missing")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\"}", "response_format.json_schema", "Missing")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}", "response_format.json_schema.name", "Missing")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":[]}}", "response_format.json_schema.schema", "must be an object")]
    [InlineData("\"tools\":[null]", "tools[0]", "not null")]
    [InlineData("\"tools\":[{\"function\":{\"name\":\"f\"}}]", "tools[0].type", "Missing")]
    [InlineData("\"tools\":[{\"type\":\"function\"}]", "tools[0].function", "Missing")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"parameters\":{}}}]", "tools[0].function.name", "Missing")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":[]}}]", "tools[0].function.parameters", "JSON schema")]
    [InlineData("\"tool_choice\":\"required\"", "tool_choice", "'tools' are given")]
    [InlineData("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}},\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "tool_choice.function.name", "'g'")]
    [InlineData("\"models\":[]", "models", "must not be empty")]
    [InlineData("\"models\":[\"a\",\" \"]", "models[1]", "must not be empty")]
    [InlineData("\"provider\":\"\"", "provider", "must not be empty")]
    public void Options_that_make_no_sense_are_refused(string option, string param, string message) =>
        AssertRefused("{\"model\":\"m\",\"messages\":" + Hi + "," + option + "}", param, message);

    [Theory]
    [InlineData("{\"messages\":" + Hi + "}", "model")]
    [InlineData("{\"model\":\"\",\"messages\":" + Hi + "}", "model")]
    [InlineData("{\"model_name\":\"\",\"messages\":" + Hi + "}", "model_name")]
    [InlineData("{\"model_name\":7,\"messages\":" + Hi + "}", "model_name")]
    [InlineData("{\"model_name\":\"m\",\"messages\":[]}", "messages")]
    [InlineData("{\"model_name\":\"m\",\"messages\":" + Hi + ",\"parameters\":[]}", "parameters")]
    [InlineData("{\"model_name\":\"m\",\"messages\":" + Hi + ",\"parameters\":{\"temperature\":9}}", "parameters.temperature")]
    [InlineData("{\"model_name\":\"m\",\"messages\":" + Hi + ",\"parameters\":{\"temperature\":\"hot\"}}", "parameters.temperature")]
    [InlineData("{\"model_name\":\"m\",\"messages\":" + Hi + ",\"temperature\":9,\"parameters\":{\"top_p\":1}}", "temperature")]
    public void The_field_is_named_as_the_client_wrote_it(string body, string param) => AssertRefused(body, param, "");

    [Fact]
    public void Nesting_that_is_too_deep_is_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        GatewayError error = Refusal(Encoding.UTF8.GetBytes($$"""{"model":"m","x":{{deep}}}"""));

        Assert.Contains("nested too deeply", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        GatewayError error = Refusal([.. "{\"model\":\""u8, 0xC3, 0x28, .. "\"}"u8]);

        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(string body, string? param, string message)
    {
        GatewayError error = Refusal(Encoding.UTF8.GetBytes(body));
        Assert.Equal(ErrorKind.InvalidRequest, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(param, error.Param);
        Assert.DoesNotContain("LlmFunctions", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
    }

    private static GatewayError Refusal(byte[] body) =>
        Assert.Throws<GatewayException>(() => OpenAIClientDialect.Instance.ReadRequest(body)).Error;
}
