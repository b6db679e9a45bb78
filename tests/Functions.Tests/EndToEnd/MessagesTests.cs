using System.Net;
using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>An app that speaks Anthropic's dialect gets an answer from each kind of provider, in its own form whatever happens.</summary>
public sealed class MessagesTests
{
    private const string Path = "/v1/messages";
    private const string CountPath = "/v1/messages/count_tokens";

    public static TheoryData<string> Providers => ["openai", "anthropic", "gemini", "ollama"];

    public static TheoryData<string> OtherProviders => ["openai", "gemini", "ollama"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_whole_answer_comes_in_the_clients_form_from_every_dialect(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, recording.Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask(recording), Path);

        Assert.Equal((200, "message", "assistant", "end_turn"), (answer.Code, answer.Json.GetProperty("type").GetString(), answer.Json.GetProperty("role").GetString(), answer.Json.GetProperty("stop_reason").GetString()));
        Assert.Equal(Recording.Text, answer.Json.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal((11, 3), (answer.Json.GetProperty("usage").GetProperty("input_tokens").GetInt32(), answer.Json.GetProperty("usage").GetProperty("output_tokens").GetInt32()));
        Assert.Equal(answer.Headers["x-request-id"], answer.Headers["request-id"]);
        Assert.Equal(recording.Path, provider.Request.Path);
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((name, 11L, 3L, "success"), (row.Provider, row.PromptTokens, row.CompletionTokens, row.Outcome));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_streamed_answer_has_Anthropics_events_in_their_order_from_every_dialect(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Streaming(recording.StreamType, recording.Stream);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask(recording, ",\"stream\":true"), Path);

        Assert.Equal(200, answer.Code);
        Assert.StartsWith("text/event-stream", answer.Headers["content-type"], StringComparison.Ordinal);
        string[] types = [.. answer.Chunks.Select(static data => data.GetProperty("type").GetString()!)];
        Assert.Equal(["message_start", "content_block_start", "content_block_stop", "message_delta", "message_stop"], types.Where(static type => type is not ("content_block_delta" or "ping")));
        Assert.Equal(Recording.Text, Text(answer));
        JsonElement end = answer.Chunks.Single(static data => data.GetProperty("type").ValueEquals("message_delta"));
        Assert.Equal(("end_turn", 3), (end.GetProperty("delta").GetProperty("stop_reason").GetString(), end.GetProperty("usage").GetProperty("output_tokens").GetInt32()));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((11L, 3L, "success"), (row.PromptTokens, row.CompletionTokens, row.Outcome));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_stream_that_breaks_off_ends_in_an_error_event(string name)
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

        Assert.Equal("error", answer.Chunks[^1].GetProperty("type").GetString());
        Assert.Equal("api_error", answer.Chunks[^1].GetProperty("error").GetProperty("type").GetString());
        Assert.Contains("event: error\n", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", answer.Text, StringComparison.Ordinal);
        Assert.Equal("stream_cut", Assert.Single(await gateway.Caller.UsageAsync()).Outcome);
    }

    [Fact]
    public async Task What_a_coding_agent_sends_reaches_Anthropic_byte_for_byte_but_for_the_model()
    {
        const string body = """
            { "model" : "anthropic/claude-opus-4-6",  "max_tokens":32000,"stream" : true,
              "system":[{"type":"text","text":"You are \u00e9","cache_control":{"type":"ephemeral","ttl":"1h"}}],
              "tools":[{"name":"Bash","description":"runs","input_schema":{"type":"object","properties":{"n":{"type":"number","minimum":1.50}}},"cache_control":{"type":"ephemeral"}},{"type":"web_search_20250305","name":"web_search","max_uses":8}],
              "thinking":{"type":"adaptive"},"output_config":{"effort":"medium"},"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},
              "metadata":{"user_id":"user_0123456789012345678901234567890123456789012345678901234567890123_account__session_x"},
              "messages":[{"role":"user","content":[{"type":"text","text":"go"}]},
               {"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"c2ln"},{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"n": 1e0}},{"type":"tool_use","id":"toolu_2","name":"Bash","input":{}},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"x"}}]},
               {"role":"user","content":[{"tool_use_id":"toolu_1","type":"tool_result","content":"ok","is_error":true},{"type":"tool_result","tool_use_id":"toolu_2","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}}],"cache_control":{"type":"ephemeral"}},{"type":"what_comes_next","x":[]}]}],
              "brand_new_field": {"a":[1.0, null]} }
            """;
        Recording recording = Recording.All["anthropic"];
        await using ScriptedProvider provider = ScriptedProvider.Streaming(recording.StreamType, recording.Stream);
        await using GatewayApp gateway = await GatewayApp.StartAsync("anthropic", provider);
        using HttpRequestMessage request = new(HttpMethod.Post, Path + "?beta=true") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("anthropic-version", "2026-10-21");
        request.Headers.Add("anthropic-beta", ["claude-code-20250219,interleaved-thinking-2025-05-14", "context-management-2025-06-27"]);
        request.Headers.Add("x-stainless-lang", "js");

        using HttpResponseMessage response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);

        Assert.Equal(200, answer.Code);
        Assert.Equal(body.Replace("anthropic/claude-opus-4-6", "claude-opus-4-6", StringComparison.Ordinal), provider.Request.Text);
        Assert.Equal("2026-10-21", provider.Request.Headers["anthropic-version"]);
        Assert.Equal("claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27", provider.Request.Headers["anthropic-beta"].Replace(", ", ",", StringComparison.Ordinal));
        Assert.Equal(GatewaySettings.ProviderKey, provider.Request.Headers["x-api-key"]);
        Assert.False(provider.Request.Headers.ContainsKey("x-stainless-lang"));
        Assert.Equal(string.Concat(recording.Stream), answer.Text);
        Assert.False(answer.Headers.ContainsKey("x-llm-dropped"));
    }

    [Fact]
    public async Task A_stream_without_its_last_blank_line_or_its_last_event_is_ended_once()
    {
        Recording recording = Recording.All["anthropic"];
        string whole = string.Concat(recording.Stream);
        int stop = whole.IndexOf("event: message_stop", StringComparison.Ordinal);
        foreach (string sent in (string[])[whole.TrimEnd('\n'), whole[..stop], whole[..stop].TrimEnd('\n')])
        {
            await using ScriptedProvider provider = ScriptedProvider.Streaming(recording.StreamType, sent);
            await using GatewayApp gateway = await GatewayApp.StartAsync("anthropic", provider);

            GatewayAnswer answer = await gateway.Caller.AskAsync(Ask(recording, ",\"stream\":true"), Path);

            foreach (string type in (string[])["message_start", "message_delta", "message_stop"])
            {
                Assert.Single(answer.Chunks, data => data.GetProperty("type").ValueEquals(type));
            }

            Assert.Equal("message_stop", answer.Chunks[^1].GetProperty("type").GetString());
            Assert.Equal(Recording.Text, Text(answer));
        }
    }

    [Theory]
    [MemberData(nameof(OtherProviders))]
    public async Task What_only_Anthropic_can_do_is_refused_for_others_and_nobody_is_called(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, recording.Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask(recording, ""","tools":[{"type":"web_search_20250305","name":"web_search"}]"""), Path);

        Assert.Equal((400, "error", "invalid_request_error"), (answer.Code, answer.Json.GetProperty("type").GetString(), answer.Error.GetProperty("type").GetString()));
        Assert.Contains("web_search_20250305", answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(answer.Headers["x-request-id"], answer.Json.GetProperty("request_id").GetString());
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [MemberData(nameof(OtherProviders))]
    public async Task What_is_harmless_to_leave_out_is_named(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, recording.Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(
            Ask(recording, ""","system":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}],"context_management":{"edits":[{}]}"""), Path);

        Assert.Equal(200, answer.Code);
        string[] dropped = answer.Headers["x-llm-dropped"].Split(", ");
        Assert.Contains("cache_control", dropped);
        Assert.Contains("context_management", dropped);
        Assert.DoesNotContain("cache_control", provider.Request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_counted_by_Anthropic_itself()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"input_tokens": 2095, "new": 1}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("anthropic", provider);
        const string body = """{ "model":"anthropic/claude-opus-4-6","messages":[{"role":"user","content":"Hi"}] , "tools":[]}""";

        GatewayAnswer answer = await gateway.Caller.AskAsync(body, CountPath);

        Assert.Equal((200, """{"input_tokens": 2095, "new": 1}"""), (answer.Code, answer.Text));
        Assert.Equal(("/v1/messages/count_tokens", "2023-06-01"), (provider.Request.Path, provider.Request.Headers["anthropic-version"]));
        Assert.Equal(body.Replace("anthropic/", "", StringComparison.Ordinal), provider.Request.Text);
        Assert.Empty(await gateway.Caller.UsageAsync());
    }

    [Fact]
    public async Task Tokens_are_counted_with_the_key_and_at_the_address_of_an_account()
    {
        await using ScriptedProvider elsewhere = ScriptedProvider.Answering(200, """{"input_tokens": 1}""");
        await using ScriptedProvider provider = ScriptedProvider.Answering(500, "{}");
        await using GatewayApp gateway = await GatewayApp.StartAsync(
            "anthropic", provider, ("Accounts__red__ApiKey", "key-of-red"), ("Accounts__red__BaseUrl", elsewhere.BaseUrl.ToString()), ("Accounts__grey__Enabled", "off"));

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"claude-opus-4-6","messages":[{"role":"user","content":"Hi"}]}""", CountPath);

        Assert.True(answer.Code == 200, answer.Text);
        Assert.Equal("key-of-red", elsewhere.Request.Headers["x-api-key"]);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Tokens_of_others_are_estimated()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(500, "");
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"12345678"}]}""", CountPath);

        Assert.Equal((200, """{"input_tokens":6}""", "openai"), (answer.Code, answer.Text, answer.Headers["x-llm-provider"]));
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task A_count_that_fails_is_an_error_of_the_dialect()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(429, """{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}""", "application/json", ("Retry-After", "7"));
        await using GatewayApp gateway = await GatewayApp.StartAsync("anthropic", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"claude-opus-4-6","messages":[{"role":"user","content":"Hi"}]}""", CountPath);

        Assert.Equal((429, "rate_limit_error", "7"), (answer.Code, answer.Error.GetProperty("type").GetString(), answer.Headers["retry-after"]));
    }

    [Theory]
    [InlineData("{", 400, "invalid_request_error")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":"Hi"}""", 400, "invalid_request_error")]
    [InlineData("""{"model":"no-such","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}""", 404, "not_found_error")]
    public async Task Bad_input_is_answered_in_Anthropics_envelope(string body, int status, string type)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        foreach (string path in (string[])[Path, CountPath])
        {
            GatewayAnswer answer = await gateway.Caller.AskAsync(body, path);

            Assert.Equal((status, "error", type), (answer.Code, answer.Json.GetProperty("type").GetString(), answer.Error.GetProperty("type").GetString()));
            Assert.Equal(answer.Headers["request-id"], answer.Json.GetProperty("request_id").GetString());
        }
    }

    [Fact]
    public async Task A_missing_key_is_an_authentication_error()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using StringContent body = new("{}", Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await gateway.Anonymous.PostAsync(new Uri(Path, UriKind.Relative), body, TestContext.Current.CancellationToken);
        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);

        Assert.Equal((HttpStatusCode.Unauthorized, "authentication_error"), (answer.Status, answer.Error.GetProperty("type").GetString()));
    }

    private static string Ask(Recording recording, string more = "") =>
        $$"""{"model":"{{recording.Provider}}/{{recording.Model}}","max_tokens":100,"messages":[{"role":"user","content":"Hi"}]{{more}}}""";

    private static string Text(GatewayAnswer answer) => string.Concat(answer.Chunks
        .Where(static data => data.GetProperty("type").ValueEquals("content_block_delta"))
        .Select(static data => data.GetProperty("delta").GetProperty("text").GetString()));
}
