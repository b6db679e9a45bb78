using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What an app's rules keep from providers does not get there, and comes back where the app wants that.</summary>
public sealed class GuardTests
{
    private const string Mail = "jane.canary@example.org";
    private const string Ask = $$"""{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Write to {{Mail}}"}]}""";
    private const string Answer = """{"id":"c1","object":"chat.completion","created":7,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Dear [EMAIL_1]"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"unheard_of":true}""";

    [Theory]
    [InlineData("on", "Dear " + Mail)]
    [InlineData("off", "Dear [EMAIL_1]")]
    public async Task The_provider_sees_a_placeholder_and_the_client_what_it_stands_for(string restore, string expected)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await StartAsync(provider, ("Redact", "email"), ("Restore", restore));

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask);

        Assert.Equal(expected, answer.Content);
        Assert.True(answer.Json.GetProperty("unheard_of").GetBoolean());
        string sent = provider.Request.Text;
        Assert.Contains("Write to [EMAIL_1]", sent, StringComparison.Ordinal);
        Assert.DoesNotContain(Mail, sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_gives_back_a_placeholder_that_came_in_pieces()
    {
        string[] pieces = ["Dear [EM", "AIL", "_1], hi [EMA"];
        await using ScriptedProvider provider = ScriptedProvider.Streaming(
            "text/event-stream",
            [
                .. pieces.Select(static piece => $"data: {{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{piece}\"}},\"finish_reason\":null}}]}}\n\n"),
                "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
                "data: [DONE]\n\n",
            ]);
        await using GatewayApp gateway = await StartAsync(provider, ("Redact", "email"), ("Restore", "on"));

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask.Insert(1, "\"stream\":true,"));

        Assert.Equal($"Dear {Mail}, hi [EMA", answer.Content);
        Assert.True(answer.IsDone);
    }

    [Theory]
    [InlineData("/v1/messages", $$"""{"model":"openai/gpt-4o-mini","max_tokens":99,"messages":[{"role":"user","content":"Write to {{Mail}}"}]}""")]
    [InlineData("/v1/responses", $$"""{"model":"openai/gpt-4o-mini","input":"Write to {{Mail}}","store":false}""")]
    [InlineData("/api/chat", $$"""{"model":"openai/gpt-4o-mini","stream":false,"messages":[{"role":"user","content":"Write to {{Mail}}"}]}""")]
    [InlineData("/v1beta/models/openai/gpt-4o-mini:generateContent", $$"""{"contents":[{"role":"user","parts":[{"text":"Write to {{Mail}}"}]}]}""")]
    public async Task Every_dialect_is_looked_through(string path, string body)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await StartAsync(provider, ("Redact", "email"), ("Restore", "on"));

        GatewayAnswer answer = await gateway.Caller.AskAsync(body, path);

        Assert.Contains($"Dear {Mail}", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Mail, provider.Request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_native_body_is_rewritten_and_counted_without_what_is_kept()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(static exchange => exchange.RespondAsync(
            200,
            exchange.Request.Path.EndsWith("count_tokens", StringComparison.Ordinal)
                ? """{"input_tokens":5}"""
                : """{"id":"m1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Dear [EMAIL_1]"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}""",
            "application/json"));
        await using GatewayApp gateway = await StartAsync("anthropic", provider, ("Redact", "email"), ("Restore", "on"));
        const string Body = $$"""{"model":"anthropic/claude-sonnet-4-5","max_tokens":99,"messages":[{"role":"user","content":"Write to {{Mail}}"}],"unheard_of":"{{Mail}}"}""";

        GatewayAnswer answer = await gateway.Caller.AskAsync(Body, "/v1/messages");
        GatewayAnswer count = await gateway.Caller.AskAsync("""{"model":"anthropic/claude-sonnet-4-5","messages":[{"role":"user","content":"Write to jane.canary@example.org"}]}""", "/v1/messages/count_tokens");

        Assert.Equal($"Dear {Mail}", answer.Json.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(200, count.Code);
        Assert.Equal(2, provider.Requests.Count);
        Assert.All(provider.Requests, static request => Assert.DoesNotContain(Mail, request.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Thinking_that_a_provider_signed_goes_back_to_it_as_it_came()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(
            200,
            """{"id":"m1","type":"message","role":"assistant","model":"claude","content":[{"type":"thinking","thinking":"About [EMAIL_1]","signature":"c2ln"},{"type":"text","text":"Dear [EMAIL_1]"},{"type":"tool_use","id":"t1","name":"mail","input":{"name":"[EMAIL_1]"}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":2}}""");
        await using GatewayApp gateway = await StartAsync("anthropic", provider, ("Redact", "email"), ("Restore", "on"));
        string Body(string more) => $$"""{"model":"anthropic/claude-sonnet-4-5","max_tokens":99,"messages":[{"role":"user","content":"Write to {{Mail}}"}{{more}}]}""";

        JsonElement content = (await gateway.Caller.AskAsync(Body(""), "/v1/messages")).Json.GetProperty("content");
        GatewayAnswer next = await gateway.Caller.AskAsync(
            Body($$""",{"role":"assistant","content":{{content.GetRawText()}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"Sent"}]}"""), "/v1/messages");

        Assert.Equal(("About [EMAIL_1]", "c2ln"), (content[0].GetProperty("thinking").GetString(), content[0].GetProperty("signature").GetString()));
        Assert.Equal($"Dear {Mail}", content[1].GetProperty("text").GetString());
        Assert.Equal(Mail, content[2].GetProperty("input").GetProperty("name").GetString());
        Assert.Equal(200, next.Code);
        Assert.Equal(2, provider.Requests.Count);
        Assert.All(provider.Requests, static request => Assert.DoesNotContain(Mail, request.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Embeddings_are_made_of_placeholders()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}""");
        await using GatewayApp gateway = await StartAsync(provider, ("Redact", "email"));

        Assert.Equal(200, (await gateway.Caller.AskAsync($$"""{"model":"openai/text-embedding-3-small","input":["of {{Mail}}"]}""", "/v1/embeddings")).Code);

        Assert.Contains("of [EMAIL_1]", provider.Request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_prompt_is_an_error_of_the_dialect_and_no_provider_hears_of_it()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await StartAsync(provider, ("Deny__0", "write\\s+to"));

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask);

        Assert.Equal((400, "content_policy_violation"), (answer.Code, answer.Error.GetProperty("code").GetString()));
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task An_answer_against_the_rules_is_withheld_and_paid_for()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await StartAsync(provider, ("DenyAnswers__0", "dear"));

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask);

        Assert.Equal(400, answer.Code);
        Assert.DoesNotContain("Dear", answer.Text, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(await gateway.Caller.UsageAsync()).Entity.GetInt64("TotalTokens"));
    }

    [Fact]
    public async Task An_app_without_rules_passes_its_bytes()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl).With("Gateway__Apps__another__Guard__Redact", "email"));

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask);

        Assert.Equal(Answer, answer.Text);
        Assert.Contains(Mail, provider.Request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_from_providers_is_in_no_table_and_no_log()
    {
        string canary = $"canary-{Guid.NewGuid():N}@example.org";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl)
            .With("Gateway__Guard__Redact", "email").With("Gateway__Guard__Restore", "on").With("Gateway__Cache__Enabled", "on").With("AzureWebJobsStorage", await Azurite.FreshAsync()));
        string ask = Ask.Replace(Mail, canary, StringComparison.Ordinal);

        Assert.Equal($"Dear {canary}", (await gateway.Caller.AskAsync(ask)).Content);
        GatewayAnswer again = await gateway.Caller.AskAsync(ask);

        Assert.Equal(("hit", $"Dear {canary}"), (again.Headers["x-llm-cache"], again.Content));
        Assert.Empty(await StorageSearch.FindAsync(canary, gateway.Storage));
        Assert.NotEmpty(await StorageSearch.FindAsync("[EMAIL_1]", gateway.Storage));
        Assert.DoesNotContain(gateway.Logs.Entries, entry => entry.Text.Contains(canary, StringComparison.Ordinal) || entry.Exception?.ToString().Contains(canary, StringComparison.Ordinal) == true);
    }

    private static Task<GatewayApp> StartAsync(ScriptedProvider provider, params ReadOnlySpan<(string Name, string Value)> rules) => StartAsync("openai", provider, rules);

    private static Task<GatewayApp> StartAsync(string name, ScriptedProvider provider, params ReadOnlySpan<(string Name, string Value)> rules)
    {
        GatewaySettings settings = new GatewaySettings().Provider(name, provider.BaseUrl);
        foreach ((string rule, string value) in rules)
        {
            settings.With($"Gateway__Guard__{rule}", value);
        }

        return GatewayApp.StartAsync(settings);
    }
}
