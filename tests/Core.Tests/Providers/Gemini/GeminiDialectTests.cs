using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Gemini;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Gemini;

public sealed class GeminiDialectTests
{
    private static readonly GeminiDialect Dialect = GeminiDialect.Instance;

    [Fact]
    public void The_key_goes_into_googles_header()
    {
        Assert.Equal([new KeyValuePair<string, string>("x-goog-api-key", "secret")], Dialect.Headers("secret"));
        Assert.Empty(Dialect.Headers(null));
    }

    [Theory]
    [InlineData("https://generativelanguage.googleapis.com")]
    [InlineData("https://generativelanguage.googleapis.com/")]
    [InlineData("https://generativelanguage.googleapis.com/v1beta")]
    [InlineData("https://generativelanguage.googleapis.com/v1/")]
    [InlineData("https://generativelanguage.googleapis.com/v1beta/models")]
    public void The_base_url_is_bare_however_it_is_written(string url) =>
        Assert.Equal("https://generativelanguage.googleapis.com/", Dialect.NormalizeBaseUrl(new Uri(url)).ToString());

    [Theory]
    [InlineData("gemini-2.5-flash", false, "v1beta/models/gemini-2.5-flash:generateContent")]
    [InlineData("gemini-2.5-flash", true, "v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse")]
    [InlineData("models/gemini-2.5-flash", false, "v1beta/models/gemini-2.5-flash:generateContent")]
    [InlineData("tunedModels/mine", false, "v1beta/tunedModels/mine:generateContent")]
    [InlineData("a?b#c", false, "v1beta/models/a%3Fb%23c:generateContent")]
    public void The_model_and_the_method_are_in_the_path(string model, bool stream, string expected)
    {
        ChatRequest request = new() { Stream = stream, Messages = [new ChatMessage { Role = "user", Content = "Hi" }] };

        Assert.Equal(expected, Dialect.ToUpstream(request, new UpstreamTarget { Model = model }).Path);
        Assert.Equal(expected, Dialect.PassThrough("{}"u8.ToArray(), request, new UpstreamTarget { Model = model }).Path);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("models/..")]
    [InlineData("a/../../b")]
    [InlineData("../x")]
    [InlineData("models/./x")]
    [InlineData("models//x")]
    [InlineData("/x")]
    [InlineData("models/")]
    public void A_model_that_would_leave_its_path_is_unknown(string model)
    {
        ChatRequest request = new() { Messages = [new ChatMessage { Role = "user", Content = "Hi" }] };
        UpstreamTarget target = new() { Model = model };
        Assert.Equal(ErrorKind.ModelNotFound, Assert.Throws<GatewayException>(() => Dialect.ToUpstream(request, target)).Error.Kind);
        Assert.Equal(ErrorKind.ModelNotFound, Assert.Throws<GatewayException>(() => Dialect.PassThrough("{}"u8.ToArray(), request, target)).Error.Kind);
    }

    [Fact]
    public void A_body_in_this_dialect_keeps_every_byte_but_the_model_and_the_extensions()
    {
        byte[] body = Encoding.UTF8.GetBytes("""{ "model": "models/other", "contents" : [ {"parts":[{"text":"\u0041"}]} ], "task_type":"chat", "generationConfig":{"temperature":1.0e0} }""");

        UpstreamRequest upstream = Dialect.PassThrough(body, new ChatRequest(), new UpstreamTarget { Model = "gemini-2.5-pro" });

        Assert.Equal(
            """{ "model": "models/gemini-2.5-pro", "contents" : [ {"parts":[{"text":"\u0041"}]} ], "generationConfig":{"temperature":1.0e0} }""",
            Encoding.UTF8.GetString(upstream.Body.Span));
    }

    [Fact]
    public void An_unknown_role_is_refused()
    {
        ChatRequest request = new() { Messages = [new ChatMessage { Role = "oracle", Content = "Hi" }] };

        GatewayException exception = Assert.Throws<GatewayException>(() => Dialect.ToUpstream(request, new UpstreamTarget { Model = "gemini-2.5-pro" }));

        Assert.Equal((ErrorKind.InvalidRequest, "messages[0].role"), (exception.Error.Kind, exception.Error.Param));
    }

    [Theory]
    [InlineData("data:image/png;base64,")]
    [InlineData("data:image/png,abcd")]
    [InlineData("data:;base64,abcd")]
    [InlineData("data:image/png;base64")]
    [InlineData("data:image/png;base64,abc")]
    [InlineData("ftp://example.com/a.png")]
    [InlineData("cat.png")]
    [InlineData("")]
    public void An_image_that_is_neither_a_web_address_nor_a_data_url_is_refused(string url)
    {
        ChatRequest request = new() { Messages = [new ChatMessage { Role = "user", Content = MessageContent.FromParts([ContentPart.OfImage(url)]) }] };

        GatewayException exception = Assert.Throws<GatewayException>(() => Dialect.ToUpstream(request, new UpstreamTarget { Model = "gemini-2.5-pro" }));

        Assert.Equal((ErrorKind.InvalidRequest, "messages[0].content[0].image_url.url"), (exception.Error.Kind, exception.Error.Param));
    }

    [Theory]
    [InlineData("34s", 34.0)]
    [InlineData("34.074824224s", 34.0748242)]
    [InlineData("0s", 0.0)]
    [InlineData("soon", null)]
    [InlineData("-3s", null)]
    public void The_delay_before_a_retry_is_a_protobuf_duration(string delay, double? expected)
    {
        byte[] body = Encoding.UTF8.GetBytes($$$"""{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"{{{delay}}}"}]}}""");

        Assert.Equal(expected, Dialect.ErrorFromUpstream(429, body).RetryAfter?.TotalSeconds);
    }

    [Fact]
    public void A_bad_key_keeps_the_status_that_google_gave_it()
    {
        byte[] body = """{"error":{"code":400,"message":"API key expired.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"""u8.ToArray();

        GatewayError error = Dialect.ErrorFromUpstream(400, body);

        Assert.Equal((ErrorKind.UpstreamAuthentication, 400), (error.Kind, error.UpstreamStatus));
    }
}
