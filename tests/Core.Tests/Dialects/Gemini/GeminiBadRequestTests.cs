using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Gemini;

public sealed class GeminiBadRequestTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("{\"contents\":[}", null)]
    [InlineData("{}", "contents")]
    [InlineData("""{"contents":[]}""", "contents")]
    [InlineData("""{"contents":"Hi"}""", "contents")]
    [InlineData("""{"contents":["Hi"]}""", "contents[0]")]
    [InlineData("""{"contents":[{"role":"user"}]}""", "contents[0].parts")]
    [InlineData("""{"contents":[{"role":"user","parts":[]}]}""", "contents[0].parts")]
    [InlineData("""{"contents":[{"role":"assistant","parts":[{"text":"Hi"}]}]}""", "contents[0].role")]
    [InlineData("""{"contents":[{"parts":[{}]}]}""", "contents[0].parts[0]")]
    [InlineData("{\"contents\":[{\"parts\":[{\"text\":\"\\ud800\"}]}]}", "contents[0].parts[0].text")]
    [InlineData("""{"contents":[{"parts":[{"text":1}]}]}""", "contents[0].parts[0].text")]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"data":"QUJD"}}]}]}""", "contents[0].parts[0].inlineData.mimeType")]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"%%"}}]}]}""", "contents[0].parts[0].inlineData.data")]
    [InlineData("""{"contents":[{"parts":[{"fileData":{"fileUri":"b.png"}}]}]}""", "contents[0].parts[0].fileData.fileUri")]
    [InlineData("""{"contents":[{"parts":[{"functionCall":{"name":"f"}}]}]}""", "contents[0].parts[0].functionCall")]
    [InlineData("""{"contents":[{"role":"model","parts":[{"functionCall":{}}]}]}""", "contents[0].parts[0].functionCall.name")]
    [InlineData("""{"contents":[{"role":"model","parts":[{"functionCall":{"name":"f","args":"{}"}}]}]}""", "contents[0].parts[0].functionCall.args")]
    [InlineData("""{"contents":[{"parts":[{"functionResponse":{"name":"f","response":{}}}]}]}""", "contents[0].parts[0].functionResponse")]
    [InlineData("""{"contents":[{"parts":[{"functionResponse":{"response":{}}}]}]}""", "contents[0].parts[0].functionResponse.name")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"systemInstruction":"S"}""", "systemInstruction")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"temperature":3}}""", "generationConfig.temperature")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"temperature":"hot"}}""", "generationConfig.temperature")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":0}}""", "generationConfig.maxOutputTokens")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":1.5}}""", "generationConfig.maxOutputTokens")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"stopSequences":[""]}}""", "generationConfig.stopSequences[0]")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"logprobs":3}}""", "generationConfig.logprobs")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"responseSchema":"x"}}""", "generationConfig.responseSchema")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"thinkingConfig":{"thinkingLevel":"HUGE"}}}""", "generationConfig.thinkingConfig.thinkingLevel")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"tools":[{"functionDeclarations":[{}]}]}""", "tools[0].functionDeclarations[0].name")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}""", "toolConfig.functionCallingConfig.mode")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"toolConfig":{"functionCallingConfig":{"mode":"MAYBE"}}}""", "toolConfig.functionCallingConfig.mode")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}}}""", "toolConfig.functionCallingConfig.allowedFunctionNames")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"model":"models/another"}""", "model")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"topP":1,"top_p":1}}""", "generationConfig.topP")]
    public void A_wrong_request_is_refused_and_the_field_named(string body, string? param)
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => GeminiClientDialect.ReadRequest(Encoding.UTF8.GetBytes(body), "gemini-2.5-flash", isStreaming: false));

        Assert.Equal((ErrorKind.InvalidRequest, param), (exception.Error.Kind, exception.Error.Param));
    }

    [Fact]
    public void A_field_that_is_given_twice_is_refused()
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => GeminiClientDialect.ReadRequest("""{"contents":[{"parts":[{"text":"a","text":"b"}]}]}"""u8.ToArray(), "m", isStreaming: false));

        Assert.Equal((ErrorKind.InvalidRequest, "contents[0].parts[0].text"), (exception.Error.Kind, exception.Error.Param));
        Assert.Contains("more than once", exception.Message);
    }

    [Fact]
    public void A_body_that_is_not_utf8_is_refused() =>
        Assert.Throws<GatewayException>(() => GeminiClientDialect.ReadRequest(new byte[] { (byte)'{', 0xFF, (byte)'}' }, "m", isStreaming: false));

    [Theory]
    [InlineData(ErrorKind.InvalidRequest, 400, "INVALID_ARGUMENT")]
    [InlineData(ErrorKind.InvalidApiKey, 401, "UNAUTHENTICATED")]
    [InlineData(ErrorKind.PermissionDenied, 403, "PERMISSION_DENIED")]
    [InlineData(ErrorKind.ModelNotFound, 404, "NOT_FOUND")]
    [InlineData(ErrorKind.RequestTooLarge, 413, "INVALID_ARGUMENT")]
    [InlineData(ErrorKind.RateLimited, 429, "RESOURCE_EXHAUSTED")]
    [InlineData(ErrorKind.UpstreamStreamCut, 502, "UNAVAILABLE")]
    [InlineData(ErrorKind.UpstreamTimeout, 504, "DEADLINE_EXCEEDED")]
    [InlineData(ErrorKind.Internal, 500, "INTERNAL")]
    public void An_error_has_a_number_and_Google_s_word(ErrorKind kind, int code, string status)
    {
        JsonElement error = Written(new GatewayError { Kind = kind, Message = "No." });

        Assert.Equal((code, status, "No."), (error.GetProperty("code").GetInt32(), error.GetProperty("status").GetString(), error.GetProperty("message").GetString()));
    }

    [Fact]
    public void An_error_tells_the_field_and_when_to_come_again()
    {
        JsonElement error = Written(new GatewayError { Kind = ErrorKind.RateLimited, Message = "Wait.", Param = "contents", RetryAfter = TimeSpan.FromSeconds(7.5) });

        string details = error.GetProperty("details").GetRawText();
        Assert.Contains("\"field\":\"contents\"", details);
        Assert.Contains("\"retryDelay\":\"7.5s\"", details);
        Assert.Contains("RATE_LIMIT_EXCEEDED", details);
    }

    [Theory]
    [InlineData("n", "generationConfig.candidateCount")]
    [InlineData("response_format.json_schema.schema", "generationConfig.responseSchema")]
    [InlineData("response_format.type", "generationConfig.responseMimeType")]
    [InlineData("messages[3].content[0].type", "contents")]
    [InlineData("contents[0].parts", "contents[0].parts")]
    [InlineData("tools[0].googleSearch", "tools[0].googleSearch")]
    public void An_error_names_the_field_as_the_client_wrote_it(string param, string field) =>
        Assert.Contains($"\"field\":\"{field}\"", Written(new GatewayError { Kind = ErrorKind.UnsupportedField, Message = "No.", Param = param }).GetRawText());

    private static JsonElement Written(GatewayError error)
    {
        ArrayBufferWriter<byte> output = new();
        GeminiClientDialect.Instance.WriteError(error, output);
        return JsonElement.Parse(output.WrittenSpan).GetProperty("error");
    }
}
