using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Google's dialect at the door: what reaches the provider, what reaches the app, and what is booked.</summary>
public sealed class GeminiTests
{
    private const string Ask = """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""";
    private const string Answer = """{"candidates":[{"content":{"parts":[{"text":"Hello."}],"role":"model"},"finishReason":"STOP","index":0,"future":1.0}],"usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":3,"totalTokenCount":14},"modelVersion":"gemini-2.5-flash","responseId":"r"}""";
    private const string OpenAIAnswer = """{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1beta/models/gemini-2.5-flash:generateContent")]
    [InlineData("/v1/models/gemini-2.5-flash:generateContent")]
    [InlineData("/v1/models/gemini%2Fgemini-2.5-flash:generateContent")]
    public async Task Google_s_own_provider_gets_the_body_and_the_app_its_answer_byte_for_byte(string path)
    {
        const string body = """{ "contents":[{"role":"user","parts":[{"text":"\u0048i"}]}], "tools":[{"googleSearch":{}}], "safetySettings":[], "future":1e0 }""";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("gemini", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(body, path);

        Assert.Equal((200, Answer), (got.Code, got.Text));
        Assert.Equal(("/v1beta/models/gemini-2.5-flash:generateContent", body), (provider.Request.Path, provider.Request.Text));
        Assert.False(got.Headers.ContainsKey("x-llm-dropped"));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((11, 3, "success", false), (row.PromptTokens, row.CompletionTokens, row.Outcome, row.Estimated));
    }

    [Fact]
    public async Task Another_provider_gets_its_own_dialect_and_what_it_cannot_carry_is_named()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, OpenAIAnswer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(
            """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"safetySettings":[],"generationConfig":{"maxOutputTokens":9,"topK":3}}""",
            "/v1beta/models/gpt-4o-mini:generateContent");

        Assert.Equal("Hello.", got.Json.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString());
        Assert.Equal(14, got.Json.GetProperty("usageMetadata").GetProperty("totalTokenCount").GetInt32());
        Assert.Equal(("gpt-4o-mini", 9), (provider.Request.Json.GetProperty("model").GetString(), provider.Request.Json.GetProperty("max_completion_tokens").GetInt32()));
        Assert.Contains("safetySettings", got.Headers["x-llm-dropped"]);
        Assert.Contains("generationConfig.topK", got.Headers["x-llm-dropped"]);
        Assert.False(provider.Request.Json.TryGetProperty("safetySettings", out _));
    }

    [Fact]
    public async Task A_tool_of_Google_s_is_refused_by_name_for_another_provider()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, OpenAIAnswer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"contents":[{"parts":[{"text":"Hi"}]}],"tools":[{"googleSearch":{}}]}""", "/v1beta/models/gpt-4o-mini:generateContent");

        Assert.Equal((400, "INVALID_ARGUMENT"), (got.Code, got.Error.GetProperty("status").GetString()));
        Assert.Contains("googleSearch", got.Error.GetProperty("message").GetString());
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?alt=sse")]
    public async Task A_stream_is_an_array_that_grows_unless_events_are_asked_for(string query)
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("gemini", provider);

        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(Ask, "/v1beta/models/gemini-2.5-flash:streamGenerateContent" + query);
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync();
        await exchange.SendAsync("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}],\"role\":\"model\"}}],\"future\":1.0}\n\n");
        using HttpResponseMessage response = await asking;
        await using Stream body = await response.Content.ReadAsStreamAsync(Cancel);
        byte[] buffer = new byte[4096];
        string first = System.Text.Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer, Cancel));
        await exchange.SendAsync("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"b\"}],\"role\":\"model\"},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":2,\"totalTokenCount\":3}}\n\n");
        await exchange.EndAsync();
        using StreamReader rest = new(body);
        string all = first + await rest.ReadToEndAsync(Cancel);

        Assert.Contains("\"future\":1.0}", first);
        Assert.EndsWith("streamGenerateContent?alt=sse", exchange.Request.Path);
        Assert.Equal(query.Length == 0 ? "application/json" : "text/event-stream", response.Content.Headers.ContentType!.MediaType);
        JsonElement[] events = query.Length == 0
            ? [.. JsonElement.Parse(all).EnumerateArray()]
            : [.. all.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static one => JsonElement.Parse(one["data: ".Length..]))];
        Assert.Equal(2, events.Length);
        Assert.Equal(3, events[1].GetProperty("usageMetadata").GetProperty("totalTokenCount").GetInt32());
        Assert.Equal(("success", 2L), Assert.Single(await gateway.Caller.UsageAsync()) is { } row ? (row.Outcome, row.CompletionTokens) : default);
    }

    [Theory]
    [InlineData("gemini", "gemini-2.5-flash", "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n\n")]
    [InlineData("openai", "gpt-4o-mini", "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\n\n")]
    public async Task A_stream_that_breaks_ends_with_an_error_and_its_usage_is_booked(string providerName, string model, string piece)
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", piece);
        await using GatewayApp gateway = await GatewayApp.StartAsync(providerName, provider);

        GatewayAnswer events = await gateway.Caller.AskAsync(Ask, $"/v1beta/models/{model}:streamGenerateContent?alt=sse");
        GatewayAnswer array = await gateway.Caller.AskAsync(Ask, $"/v1beta/models/{model}:streamGenerateContent");

        Assert.Equal(502, events.Chunks[^1].GetProperty("error").GetProperty("code").GetInt32());
        Assert.DoesNotContain("finishReason", events.Text);
        Assert.ThrowsAny<JsonException>(() => array.Json);
        Assert.Contains("\"error\"", array.Text);
        Assert.All(await gateway.Caller.UsageAsync(), static row => Assert.True(row.Outcome != "success" && row.CompletionTokens > 0));
    }

    [Fact]
    public async Task Google_counts_its_own_tokens_and_the_gateway_estimates_the_others()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"totalTokens":31,"promptTokensDetails":[]}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("gemini", provider);
        const string whole = """{"generateContentRequest":{"model":"models/gemini-2.5-flash","contents":[{"parts":[{"text":"Hi"}]}]}}""";

        GatewayAnswer counted = await gateway.Caller.AskAsync(whole, "/v1beta/models/gemini-2.5-flash:countTokens");
        GatewayAnswer estimated = await gateway.Caller.AskAsync(Ask, "/v1beta/models/sandbox/echo:countTokens");

        Assert.Equal("""{"totalTokens":31,"promptTokensDetails":[]}""", counted.Text);
        Assert.Equal(("/v1beta/models/gemini-2.5-flash:countTokens", whole), (provider.Request.Path, provider.Request.Text));
        Assert.InRange(estimated.Json.GetProperty("totalTokens").GetInt32(), 1, 20);
        Assert.Empty(await gateway.Caller.UsageAsync());
    }

    [Fact]
    public async Task The_list_of_v1_has_the_shape_of_who_asks()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer openAI = await gateway.Caller.GetAsync("/v1/models");
        GatewayAnswer byKey = await Anonymous(gateway, $"/v1/models?key={gateway.Key}&pageSize=2");
        GatewayAnswer beta = await gateway.Caller.GetAsync("/v1beta/models");
        GatewayAnswer one = await gateway.Caller.GetAsync("/v1beta/models/sandbox/echo");

        Assert.True(openAI.Json.TryGetProperty("data", out _));
        Assert.True(byKey.Json.GetProperty("models").GetArrayLength() <= 2);
        Assert.StartsWith("models/", beta.Json.GetProperty("models")[0].GetProperty("name").GetString());
        Assert.Equal("models/sandbox/echo", one.Json.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("generateContent", "")]
    [InlineData("streamGenerateContent?alt=sse", "data: ")]
    public async Task A_prompt_that_Google_refuses_is_an_error_with_its_reason(string method, string prefix)
    {
        const string refused = """{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}""";
        await using ScriptedProvider provider = prefix.Length == 0
            ? ScriptedProvider.Answering(200, refused)
            : ScriptedProvider.Streaming("text/event-stream", $"{prefix}{refused}\n\n");
        await using GatewayApp gateway = await GatewayApp.StartAsync("gemini", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(Ask, "/v1beta/models/gemini-2.5-flash:" + method);

        Assert.Equal(400, got.Code);
        Assert.Contains("PROHIBITED_CONTENT", got.Error.GetProperty("message").GetString());
        Assert.Equal("CONTENT_POLICY_VIOLATION", got.Error.GetProperty("details")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_key_in_the_address_is_Google_s_way_only_and_is_in_no_log()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Equal(200, (await Anonymous(gateway, $"/v1beta/models?key={gateway.Key}")).Code);
        Assert.Equal(401, (await Anonymous(gateway, $"/api/v1/models?key={gateway.Key}")).Code);
        Assert.Equal(401, (await Anonymous(gateway, $"/api/tags?key={gateway.Key}")).Code);

        Assert.DoesNotContain(gateway.Logs.Entries, entry => entry.Text.Contains(gateway.Key, StringComparison.Ordinal));
        LoggerFilterOptions filters = gateway.Host.Services.GetRequiredService<IOptions<LoggerFilterOptions>>().Value;
        Assert.Contains(filters.Rules, static rule => rule is { CategoryName: "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel: LogLevel.Warning });
    }

    [Theory]
    [InlineData("/v1beta/models?key=wrong", 401, "UNAUTHENTICATED")]
    [InlineData("/v1beta/models", 401, "UNAUTHENTICATED")]
    [InlineData("/v1/models?key=wrong", 401, "UNAUTHENTICATED")]
    [InlineData("/v1beta/models/none?key=", 404, "NOT_FOUND")]
    [InlineData("/v1beta/models?pageToken=x&key=", 400, "INVALID_ARGUMENT")]
    public async Task A_failure_has_Google_s_envelope(string path, int code, string status)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await Anonymous(gateway, path.EndsWith("key=", StringComparison.Ordinal) ? path + gateway.Key : path);

        Assert.Equal((code, code, status), (got.Code, got.Error.GetProperty("code").GetInt32(), got.Error.GetProperty("status").GetString()));
    }

    [Theory]
    [InlineData("/v1beta/models/sandbox/echo:makeCoffee", Ask, 404)]
    [InlineData("/v1beta/models/sandbox/echo", Ask, 404)]
    [InlineData("/v1beta/models", Ask, 404)]
    [InlineData("/v1/models/", Ask, 404)]
    [InlineData("/v1beta/models/no-such-model:generateContent", Ask, 404)]
    [InlineData("/v1beta/models/sandbox/echo:generateContent", "{", 400)]
    [InlineData("/v1beta/models/sandbox/echo:generateContent", "{}", 400)]
    [InlineData("/v1beta/models/sandbox/echo:countTokens", "{}", 400)]
    public async Task A_wrong_request_is_told_in_Google_s_envelope(string path, string body, int code)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.AskAsync(body, path);

        Assert.Equal((code, code), (got.Code, got.Error.GetProperty("code").GetInt32()));
    }

    private static async Task<GatewayAnswer> Anonymous(GatewayApp gateway, string path)
    {
        using HttpResponseMessage response = await gateway.Anonymous.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return await GatewayAnswer.ReadAsync(response);
    }
}
