using System.Text;
using LlmFunctions.Dialects.Responses;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Responses;

public sealed class ResponsesBadRequestTests
{
    [Theory]
    [InlineData("""{"input":"Hi"}""", "model")]
    [InlineData("""{"model":7,"input":"Hi"}""", "model")]
    [InlineData("""{"model":"m"}""", "input")]
    [InlineData("""{"model":"m","input":null}""", "input")]
    [InlineData("""{"model":"m","input":7}""", "input")]
    [InlineData("""{"model":"m","input":[]}""", "input")]
    [InlineData("""{"model":"m","input":["Hi"]}""", "input[0]")]
    [InlineData("""{"model":"m","input":[{}]}""", "input[0].type")]
    [InlineData("""{"model":"m","input":"Hi","instructions":7}""", "instructions")]
    [InlineData("""{"model":"m","input":"Hi","stream":"yes"}""", "stream")]
    [InlineData("""{"model":"m","input":"Hi","store":1}""", "store")]
    [InlineData("""{"model":"m","input":"Hi","max_output_tokens":0}""", "max_output_tokens")]
    [InlineData("""{"model":"m","input":"Hi","temperature":2.5}""", "temperature")]
    [InlineData("""{"model":"m","input":"Hi","top_p":"high"}""", "top_p")]
    [InlineData("""{"model":"m","input":"Hi","top_logprobs":21}""", "top_logprobs")]
    [InlineData("""{"model":"m","input":"Hi","truncation":"some"}""", "truncation")]
    [InlineData("""{"model":"m","input":"Hi","metadata":[]}""", "metadata")]
    [InlineData("""{"model":"m","input":"Hi","metadata":{"a":1}}""", "metadata.a")]
    [InlineData("""{"model":"m","input":"Hi","include":"x"}""", "include")]
    [InlineData("""{"model":"m","input":"Hi","stream_options":{}}""", "stream_options")]
    [InlineData("""{"model":"m","input":"Hi","max_tool_calls":0}""", "max_tool_calls")]
    [InlineData("""{"model":"m","input":"Hi","models":[]}""", "models")]
    public void A_field_that_is_missing_or_wrong_is_named(string body, string param) => AssertRefused(ErrorKind.InvalidRequest, body, param);

    [Theory]
    [InlineData("""{"role":"user"}""", "input[0].content")]
    [InlineData("""{"role":"tool","content":"x"}""", "input[0].role")]
    [InlineData("""{"type":"message","content":"x"}""", "input[0].role")]
    [InlineData("""{"role":"user","content":{}}""", "input[0].content")]
    [InlineData("""{"role":"user","content":[{"text":"x"}]}""", "input[0].content[0].type")]
    [InlineData("""{"role":"user","content":[{"type":"input_text"}]}""", "input[0].content[0].text")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e.com"}}]}""", "input[0].content[0].type")]
    [InlineData("""{"role":"user","content":[{"type":"input_image"}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"role":"user","content":[{"type":"input_image","image_url":{"url":"x"}}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"role":"user","content":[{"type":"input_image","image_url":"cat.png"}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"role":"user","content":[{"type":"input_file"}]}""", "input[0].content[0].file_data")]
    [InlineData("""{"role":"assistant","content":[{"type":"input_image","image_url":"x"}]}""", "input[0].content[0].type")]
    [InlineData("""{"type":"reasoning","summary":"x"}""", "input[0].summary")]
    [InlineData("""{"type":"function_call","name":"f","arguments":"{}"}""", "input[0].call_id")]
    [InlineData("""{"type":"function_call","call_id":"a","arguments":"{}"}""", "input[0].name")]
    [InlineData("""{"type":"function_call","call_id":"a","name":"f","arguments":{}}""", "input[0].arguments")]
    [InlineData("""{"type":"function_call_output","call_id":"a","output":"x"}""", "input[0].call_id")]
    [InlineData("""{"type":"function_call","call_id":"a","name":"f","arguments":"{}"}""", "input", "No tool output found for function call a.")]
    [InlineData("""{"type":"function_call","call_id":"a","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"a"}""", "input[1].output")]
    [InlineData("""{"type":"item_reference"}""", "input[0].id")]
    public void The_place_in_the_input_is_named(string items, string param, string? message = null)
    {
        string body = $$"""{"model":"m","input":[{{items}}]}""";
        if (message is null && param.Length > "input".Length)
        {
            AssertRefused(ErrorKind.InvalidRequest, body, param);
        }
        else
        {
            Assert.Equal((param, message ?? ""), (Refusal(body).Param, Refusal(body).Message));
        }
    }

    [Theory]
    [InlineData("\"tools\":[{\"name\":\"f\"}]", "tools[0].type")]
    [InlineData("\"tools\":[{\"type\":\"function\"}]", "tools[0].name")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":\"{}\"}]", "tools[0].parameters")]
    [InlineData("\"tool_choice\":\"required\"", "tool_choice")]
    [InlineData("\"tool_choice\":\"sometimes\"", "tool_choice")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],\"tool_choice\":{\"type\":\"function\",\"name\":\"g\"}", "tool_choice.name")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],\"tool_choice\":{\"type\":\"allowed_tools\",\"tools\":[]}", "tool_choice.mode")]
    [InlineData("\"text\":{\"format\":{\"type\":\"xml\"}}", "text.format.type")]
    [InlineData("\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":{}}}", "text.format.name")]
    [InlineData("\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\"}}", "text.format.schema")]
    [InlineData("\"text\":{\"verbosity\":\"loud\"}", "text.verbosity")]
    [InlineData("\"reasoning\":{\"effort\":7}", "reasoning.effort")]
    [InlineData("\"reasoning\":{\"summary\":\"long\"}", "reasoning.summary")]
    public void A_wrong_object_is_named_to_its_field(string field, string param) => AssertRefused(ErrorKind.InvalidRequest, $$"""{"model":"m","input":"Hi",{{field}}}""", param);

    [Theory]
    [InlineData("\"background\":true", "background", "background")]
    [InlineData("\"conversation\":\"conv_1\"", "conversation", "conversation")]
    [InlineData("\"prompt\":{\"id\":\"pmpt_1\"}", "prompt", "prompt")]
    [InlineData("\"moderation\":{\"model\":\"x\"}", "moderation", "moderation")]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}]", "tools[0].type", "web_search")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"mcp\",\"server_label\":\"x\"}]", "tools[1].type", "mcp")]
    [InlineData("\"tools\":[{\"type\":\"custom\",\"name\":\"f\"}]", "tools[0].type", "custom")]
    [InlineData("\"tool_choice\":{\"type\":\"web_search_preview\"}", "tool_choice.type", "web_search_preview")]
    [InlineData("\"reasoning\":{\"mode\":\"pro\"}", "reasoning.mode", "pro")]
    [InlineData("\"input\":[{\"type\":\"web_search_call\",\"id\":\"ws_1\"}]", "input[0].type", "web_search_call")]
    [InlineData("\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"file-1\"}]}]", "input[0].content[0].file_id", "image_url")]
    [InlineData("\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_url\":\"https://e.com\"}]}]", "input[0].content[0].file_url", "file_data")]
    public void What_would_change_the_answer_is_refused_by_its_name(string field, string param, string named)
    {
        string body = field.StartsWith("\"input\"", StringComparison.Ordinal) ? $$"""{"model":"m",{{field}}}""" : $$"""{"model":"m","input":"Hi",{{field}}}""";

        AssertRefused(ErrorKind.UnsupportedField, body, param);
        Assert.Contains(named, Refusal(body).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "must be an object")]
    [InlineData("""{"model":"m","model":"n","input":"Hi"}""", "twice")]
    public void What_is_no_JSON_object_is_refused(string body, string message) => Assert.Contains(message, Refusal(body).Message, StringComparison.Ordinal);

    private static void AssertRefused(ErrorKind kind, string body, string param)
    {
        GatewayError error = Refusal(body);
        Assert.Equal((kind, param), (error.Kind, error.Param));
        Assert.Contains(error.Message.Contains("call_id", StringComparison.Ordinal) ? "call_id" : $"'{param}'", error.Message, StringComparison.Ordinal);
    }

    private static GatewayError Refusal(string body) =>
        Assert.Throws<GatewayException>(() => new ResponsesClientDialect(DateTimeOffset.UnixEpoch).ReadRequest(Encoding.UTF8.GetBytes(body))).Error;
}
