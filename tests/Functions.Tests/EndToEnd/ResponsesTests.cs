using System.Net;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>An app that speaks OpenAI's Responses gets an answer from each kind of provider, in its own form whatever happens.</summary>
public sealed class ResponsesTests
{
    private const string Path = "/v1/responses";

    public static TheoryData<string> Providers => ["openai", "anthropic", "gemini", "ollama"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_whole_answer_comes_in_the_clients_form_from_every_dialect(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, recording.Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask(recording), Path);

        Assert.Equal((200, "response", "completed"), (answer.Code, answer.Json.GetProperty("object").GetString(), answer.Json.GetProperty("status").GetString()));
        Assert.Equal(Recording.Text, TextOf(answer.Json));
        Assert.Equal((11, 3, 14), (Usage(answer.Json, "input_tokens"), Usage(answer.Json, "output_tokens"), Usage(answer.Json, "total_tokens")));
        Assert.Equal((name, recording.Path), (answer.Headers["x-llm-provider"], provider.Request.Path));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((name, 11L, 3L, "success", "responses"), (row.Provider, row.PromptTokens, row.CompletionTokens, row.Outcome, row.Entity.GetString("Dialect")));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_streamed_answer_has_OpenAIs_events_in_their_order_from_every_dialect(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Streaming(recording.StreamType, recording.Stream);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask(recording, ",\"stream\":true"), Path);

        Assert.StartsWith("text/event-stream", answer.Headers["content-type"], StringComparison.Ordinal);
        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
            ],
            Types(answer));
        Assert.Equal(Enumerable.Range(0, answer.Chunks.Count), answer.Chunks.Select(static data => data.GetProperty("sequence_number").GetInt32()));
        JsonElement response = answer.Chunks[^1].GetProperty("response");
        Assert.Equal((Recording.Text, 11, 3), (TextOf(response), Usage(response, "input_tokens"), Usage(response, "output_tokens")));
        Assert.Equal((11L, 3L, "success"), (await gateway.Caller.UsageAsync()) is [var row] ? (row.PromptTokens, row.CompletionTokens, row.Outcome) : default);
        GatewayAnswer kept = await gateway.Caller.GetAsync($"{Path}/{response.GetProperty("id").GetString()}");
        Assert.Equal(response.GetRawText(), kept.Text);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_stream_that_breaks_off_fails_and_is_not_kept(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            await exchange.BeginAsync(recording.StreamType);
            foreach (string piece in recording.Stream.TakeWhile(static piece => !piece.Contains("世界", StringComparison.Ordinal)))
            {
                await exchange.SendAsync(piece);
            }

            exchange.Cut();
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask(recording, ",\"stream\":true"), Path);

        Assert.Equal(["response.failed", "error"], Types(answer)[^2..]);
        Assert.DoesNotContain("response.completed", answer.Text, StringComparison.Ordinal);
        JsonElement response = answer.Chunks[^2].GetProperty("response");
        Assert.Equal(("failed", "server_error"), (response.GetProperty("status").GetString(), response.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal("stream_cut", Assert.Single(await gateway.Caller.UsageAsync()).Outcome);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Caller.GetAsync($"{Path}/{response.GetProperty("id").GetString()}")).Status);
    }

    [Fact]
    public async Task A_failure_before_the_first_piece_is_an_HTTP_error()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(429, """{"error":{"message":"slow","type":"x","code":"rate_limit_exceeded"}}""", "application/json", ("Retry-After", "7"));
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask(Recording.OpenAI(), ",\"stream\":true"), Path);

        Assert.Equal((429, "rate_limit_exceeded", "7"), (answer.Code, answer.Error.GetProperty("code").GetString(), answer.Headers["retry-after"]));
    }

    [Fact]
    public async Task What_OpenAIs_chat_has_too_reaches_it_under_its_name()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(
            """
            {"model":"openai/gpt-5","instructions":"Be brief.","input":[{"role":"user","content":[{"type":"input_text","text":"Look"},{"type":"input_image","image_url":"https://e.com/a.png","detail":"low"}]}],
             "max_output_tokens":100,"reasoning":{"effort":"low","summary":"auto"},"text":{"format":{"type":"json_schema","name":"n","strict":true,"schema":{"type":"object"}},"verbosity":"low"},
             "tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":true}],"tool_choice":{"type":"function","name":"f"},"parallel_tool_calls":false,
             "prompt_cache_key":"k","safety_identifier":"s","service_tier":"flex","store":false,"metadata":{"a":"b"},"include":["reasoning.encrypted_content"],"truncation":"auto"}
            """,
            Path);

        Assert.Equal(200, answer.Code);
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse("""
                {"model":"gpt-5","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"https://e.com/a.png","detail":"low"}}]}],
                 "max_completion_tokens":100,"reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"},"strict":true}},"verbosity":"low",
                 "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"},"strict":true}}],"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,
                 "prompt_cache_key":"k","safety_identifier":"s","service_tier":"flex"}
                """),
            JsonElement.Parse(provider.Request.Body)), provider.Request.Text);
        Assert.Equal("truncation", answer.Headers["x-llm-dropped"]);
        Assert.False(answer.Json.GetProperty("store").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Caller.GetAsync($"{Path}/{answer.Json.GetProperty("id").GetString()}")).Status);
    }

    [Fact]
    public async Task What_a_provider_cannot_carry_is_named_as_the_client_wrote_it()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.All["ollama"].Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer image = await gateway.Caller.AskAsync(
            """{"model":"ollama/llava","input":[{"role":"user","content":[{"type":"input_text","text":"Look"},{"type":"input_image","image_url":"https://e.com/a.png"}]}]}""", Path);
        GatewayAnswer dropped = await gateway.Caller.AskAsync("""{"model":"ollama/llama3.2","input":"Hi","text":{"verbosity":"low"},"prompt_cache_key":"k"}""", Path);

        Assert.Equal((400, "input[0].content[1].image_url"), (image.Code, image.Error.GetProperty("param").GetString()));
        Assert.Equal((200, "prompt_cache_key, text.verbosity"), (dropped.Code, dropped.Headers["x-llm-dropped"]));
    }

    [Theory]
    [InlineData("{", null)]
    [InlineData("""{"model":"m"}""", "input")]
    [InlineData("""{"model":"m","input":"Hi","temperature":"hot"}""", "temperature")]
    [InlineData("""{"model":"m","input":"Hi","tools":[{"type":"web_search"}]}""", "tools[0].type")]
    [InlineData("""{"model":"m","input":"Hi","background":true}""", "background")]
    [InlineData("""{"model":"m","input":"Hi","previous_response_id":"resp_0123456789abcdef0123456789abcdef"}""", "previous_response_id")]
    [InlineData("""{"model":"m","input":[{"type":"item_reference","id":"msg_1"}]}""", "input[0].id")]
    public async Task Bad_input_is_answered_in_OpenAIs_envelope(string body, string? param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await gateway.Caller.AskAsync(body, Path);

        Assert.Equal((400, "invalid_request_error", param), (answer.Code, answer.Error.GetProperty("type").GetString(), answer.Error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task A_missing_key_is_401_everywhere()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        foreach ((HttpMethod method, string path) in ((HttpMethod, string)[])[(HttpMethod.Post, ""), (HttpMethod.Get, "/resp_1"), (HttpMethod.Delete, "/resp_1"), (HttpMethod.Get, "/resp_1/input_items")])
        {
            using HttpRequestMessage request = new(method, Path + path);
            using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("""{"model":"sandbox/echo","input":"Hi"}""")]
    [InlineData("""{"model":"sandbox/echo","input":"Hi","stream":true}""")]
    public async Task The_sandbox_answers_too(string body)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await gateway.Caller.AskAsync(body, Path);

        Assert.Contains("You said: Hi", answer.Text, StringComparison.Ordinal);
    }

    private static string Ask(Recording recording, string more = "") => $$"""{"model":"{{recording.Provider}}/{{recording.Model}}","input":"Hi"{{more}}}""";

    private static string[] Types(GatewayAnswer answer) => [.. answer.Chunks.Select(static data => data.GetProperty("type").GetString()!)];

    private static string TextOf(JsonElement response) => response.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString()!;

    private static int Usage(JsonElement response, string name) => response.GetProperty("usage").GetProperty(name).GetInt32();
}
