using System.Text;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Anthropic;

public sealed class AnthropicBadRequestTests
{
    private const string Rest = """ "model":"m","max_tokens":1""";
    private const string Hi = """[{"role":"user","content":"Hi"}]""";

    [Theory]
    [InlineData("""{"max_tokens":1,"messages":[]}""", "model")]
    [InlineData("""{"model":"","max_tokens":1}""", "model")]
    [InlineData("""{"model":7,"max_tokens":1}""", "model")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":-1}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":1.5}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":"1"}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":1}""", "messages")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[]}""", "messages")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":{}}""", "messages")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":["Hi"]}""", "messages[0]")]
    public void What_is_missing_or_wrong_is_named(string body, string param) => AssertRefused(body, param);

    [Theory]
    [InlineData("""{"content":"Hi"}""", "messages[0].role")]
    [InlineData("""{"role":"tool","content":"Hi"}""", "messages[0].role")]
    [InlineData("""{"role":"user"}""", "messages[0].content")]
    [InlineData("""{"role":"user","content":null}""", "messages[0].content")]
    [InlineData("""{"role":"user","content":7}""", "messages[0].content")]
    [InlineData("""{"role":"user","content":[]}""", "messages[0].content")]
    [InlineData("""{"role":"user","content":["Hi"]}""", "messages[0].content[0]")]
    [InlineData("""{"role":"user","content":[{"text":"Hi"}]}""", "messages[0].content[0].type")]
    [InlineData("""{"role":"user","content":[{"type":"text"}]}""", "messages[0].content[0].text")]
    [InlineData("""{"role":"user","content":[{"type":"image"}]}""", "messages[0].content[0].source")]
    [InlineData("""{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"AA=="}}]}""", "messages[0].content[0].source.media_type")]
    [InlineData("""{"role":"user","content":[{"type":"image","source":{"type":"url","url":""}}]}""", "messages[0].content[0].source.url")]
    [InlineData("""{"role":"user","content":[{"type":"tool_result","content":"x"}]}""", "messages[0].content[0].tool_use_id")]
    [InlineData("""{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text"}]}]}""", "messages[0].content[0].content[0].text")]
    [InlineData("""{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","is_error":"yes"}]}""", "messages[0].content[0].is_error")]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f"}]}""", "messages[0].content[0].input")]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":"{}"}]}""", "messages[0].content[0].input")]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","name":"f","input":{}}]}""", "messages[0].content[0].id")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking","signature":"s"}]}""", "messages[0].content[0].thinking")]
    [InlineData("""{"role":"assistant","content":[{"type":"redacted_thinking"}]}""", "messages[0].content[0].data")]
    [InlineData("""{"role":"system","content":[{"type":"image"}]}""", "messages[0].content[0].type")]
    public void The_place_in_a_message_is_named(string message, string param) => AssertRefused($$"""{{{Rest}},"messages":[{{message}}]}""", param);

    [Theory]
    [InlineData("\"system\":7", "system")]
    [InlineData("\"stream\":\"yes\"", "stream")]
    [InlineData("\"temperature\":1.5", "temperature")]
    [InlineData("\"temperature\":\"hot\"", "temperature")]
    [InlineData("\"top_p\":-1", "top_p")]
    [InlineData("\"top_k\":0.5", "top_k")]
    [InlineData("\"stop_sequences\":\"a\"", "stop_sequences")]
    [InlineData("\"stop_sequences\":[\"\"]", "stop_sequences[0]")]
    [InlineData("\"metadata\":[]", "metadata")]
    [InlineData("\"metadata\":{\"user_id\":7}", "metadata.user_id")]
    [InlineData("\"thinking\":{}", "thinking.type")]
    [InlineData("\"thinking\":{\"type\":\"enabled\"}", "thinking.budget_tokens")]
    [InlineData("\"output_config\":{\"effort\":1}", "output_config.effort")]
    [InlineData("\"output_config\":{\"format\":{\"type\":\"json_schema\"}}", "output_config.format.schema")]
    [InlineData("\"tools\":{}", "tools")]
    [InlineData("\"tools\":[{\"input_schema\":{}}]", "tools[0].name")]
    [InlineData("\"tools\":[{\"name\":\"f\"}]", "tools[0].input_schema")]
    [InlineData("\"tools\":[{\"name\":\"f\",\"input_schema\":\"{}\"}]", "tools[0].input_schema")]
    [InlineData("\"tool_choice\":\"auto\"", "tool_choice")]
    [InlineData("\"tool_choice\":{\"type\":\"required\"}", "tool_choice.type")]
    [InlineData("\"tool_choice\":{\"type\":\"any\"}", "tool_choice")]
    [InlineData("\"tools\":[{\"name\":\"f\",\"input_schema\":{}}],\"tool_choice\":{\"type\":\"tool\"}", "tool_choice.name")]
    [InlineData("\"tools\":[{\"name\":\"f\",\"input_schema\":{}}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"g\"}", "tool_choice.name")]
    [InlineData("\"models\":[]", "models")]
    [InlineData("\"models\":[\"\"]", "models[0]")]
    [InlineData("\"provider\":7", "provider")]
    public void A_wrong_field_is_named(string field, string param) => AssertRefused($$"""{{{Rest}},"messages":{{Hi}},{{field}}}""", param);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  ", "empty")]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "must be an object")]
    [InlineData("null", "must be an object")]
    [InlineData("{} {}", "not valid JSON")]
    public void What_is_no_JSON_object_is_refused(string body, string message) =>
        Assert.Contains(message, Refusal(Encoding.UTF8.GetBytes(body)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_property_that_is_given_twice_is_refused() =>
        Assert.Contains("twice", Refusal(Encoding.UTF8.GetBytes($$"""{{{Rest}},"messages":{{Hi}},"model":"n"}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_UTF8_is_refused() => Assert.Contains("UTF-8", Refusal([0x7B, 0xFF, 0x7D]).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_nested_too_deeply_is_refused()
    {
        string deep = new string('[', 70) + new string(']', 70);
        Assert.Contains("nested too deeply", Refusal(Encoding.UTF8.GetBytes($$"""{{{Rest}},"messages":{{Hi}},"x":{{deep}}}""")).Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(string body, string param)
    {
        GatewayError error = Refusal(Encoding.UTF8.GetBytes(body));
        Assert.Equal((ErrorKind.InvalidRequest, param), (error.Kind, error.Param));
        Assert.Contains($"'{param}'", error.Message, StringComparison.Ordinal);
    }

    private static GatewayError Refusal(byte[] body) =>
        Assert.Throws<GatewayException>(() => new AnthropicClientDialect(null).ReadRequest(body)).Error;
}
