using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Providers.OpenAiCompatible;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.OpenAI;

public sealed class OpenAIPassThroughTests
{
    private const string Hi = """[ {"role":"user","content":"H\u0069"} ]""";

    [Fact]
    public void Only_the_model_and_the_extensions_are_touched() => AssertPassed(
        $$"""{ "provider":"openai", "model" : "openai/gpt-4.1", "models":["a"],"messages":{{Hi}}, "temperature":1.0e0,"task_type":"chat","user_id":"u", "novel":{"provider":1} ,"sandbox":{} }""",
        $$"""{ "model" : "gpt-4.1","messages":{{Hi}}, "temperature":1.0e0, "novel":{"provider":1} }""");

    [Fact]
    public void The_sandbox_reads_its_own_field() => AssertPassed(
        $$"""{"model":"x","messages":{{Hi}},"sandbox":{"latency_ms":1} }""",
        $$"""{"model":"gpt-4.1","messages":{{Hi}},"sandbox":{"latency_ms":1} }""",
        new ProviderQuirks { KeepSandboxField = true });

    [Theory]
    [InlineData("""{"model":"x","stream":true}""", """{"model":"gpt-4.1","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"x","stream":true,"stream_options":null}""", """{"model":"gpt-4.1","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"x","stream_options":{ "include_usage" : false , "include_obfuscation":false },"stream":true}""", """{"model":"gpt-4.1","stream_options":{ "include_usage" : true , "include_obfuscation":false },"stream":true}""")]
    [InlineData("""{"model":"x","stream":true,"stream_options":{ "include_usage" : true }}""", """{"model":"gpt-4.1","stream":true,"stream_options":{ "include_usage" : true }}""")]
    public void Usage_is_always_asked_of_a_stream(string body, string expected) => AssertPassed(body, expected);

    [Fact]
    public void A_stream_that_only_the_address_asked_for_is_asked_of_the_provider()
    {
        byte[] body = """{"model":"x"}"""u8.ToArray();
        UpstreamRequest request = OpenAIDialect.Instance.PassThrough(body, new ChatRequest { Model = "x", Stream = true }, new UpstreamTarget { Model = "m" });

        Assert.Equal("""{"model":"m","stream_options":{"include_usage":true},"stream":true}""", Encoding.UTF8.GetString(request.Body.Span));
    }

    [Theory]
    [InlineData("""{"model":"x","max_completion_tokens":5}""", """{"model":"gpt-4.1","max_tokens":5}""")]
    [InlineData("""{"model":"x","max_tokens":9,"max_completion_tokens":5}""", """{"model":"gpt-4.1","max_tokens":5}""")]
    [InlineData("""{"model":"x","max_tokens":9,"max_completion_tokens":null}""", """{"model":"gpt-4.1","max_tokens":9}""")]
    public void The_older_name_of_the_limit_is_used_where_it_is_the_only_one(string body, string expected) =>
        AssertPassed(body, expected, new ProviderQuirks { MaxTokensOnly = true });

    [Fact]
    public void Developer_messages_become_system_messages_where_the_role_is_unknown() => AssertPassed(
        """{"model":"x","messages":[{"content":"developer", "role": "develope\u0072"} , {"role":"user","content":[{"type":"text","text":"a","role":"developer"}]}]}""",
        """{"model":"gpt-4.1","messages":[{"content":"developer", "role": "system"} , {"role":"user","content":[{"type":"text","text":"a","role":"developer"}]}]}""",
        new ProviderQuirks { NoDeveloperRole = true });

    [Fact]
    public void Mistral_gets_nothing_that_it_would_refuse()
    {
        ProviderQuirks quirks = Presets.All.Single(static preset => preset.Name == "mistral").Quirks;
        UpstreamRequest request = AssertPassed(
            """{"model":"x","stream":true,"stream_options":{"include_usage":true},"seed":7,"user":"u","logit_bias":{},"messages":[{"role":"assistant","content":"a","reasoning_content":"hm","thinking_blocks":[]}]}""",
            """{"model":"gpt-4.1","stream":true,"random_seed":7,"messages":[{"role":"assistant","content":"a"}]}""",
            quirks);

        Assert.Equal(["logit_bias", "messages[].reasoning_content", "user"], request.Dropped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_field_under_the_providers_own_name_wins_over_the_renamed_one() => AssertPassed(
        """{"model":"x","seed":7,"random_seed":8}""",
        """{"model":"gpt-4.1","random_seed":8}""",
        new ProviderQuirks { Renames = new Dictionary<string, string> { ["seed"] = "random_seed" } });

    [Fact]
    public void OpenAI_is_spared_the_fields_of_others()
    {
        UpstreamRequest request = AssertPassed(
            """{"model":"x","top_k":5,"thinking":{"type":"enabled","budget_tokens":1024},"logit_bias":{}}""",
            """{"model":"gpt-4.1","logit_bias":{}}""",
            OpenAIDefinition.Value.Quirks);

        Assert.Equal(["thinking", "top_k"], request.Dropped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OpenAI_is_spared_what_a_model_of_Gemini_s_said_before()
    {
        const string body = """{"model":"gpt-4.1","messages":[{"role":"assistant","content":null,"extra_content":{},"tool_calls":[{"id":"a", "extra_content":{"google":{"thought_signature":"s"}},"type":"function","function":{"name":"f","arguments":"{}"}}]}]}""";
        UpstreamRequest request = AssertPassed(
            body,
            """{"model":"gpt-4.1","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}]}""",
            OpenAIDefinition.Value.Quirks);

        Assert.Equal(["messages[].extra_content", "messages[].tool_calls[].extra_content"], request.Dropped.Order(StringComparer.Ordinal));
        AssertPassed(body, body);
    }

    [Fact]
    public void The_key_is_a_bearer_token()
    {
        Assert.Equal([new("Authorization", "Bearer k")], OpenAIDialect.Instance.Headers("k"));
        Assert.Empty(OpenAIDialect.Instance.Headers(null));
    }

    [Theory]
    [InlineData("https://api.openai.com", "https://api.openai.com/v1/")]
    [InlineData("https://api.openai.com/v1/", "https://api.openai.com/v1/")]
    [InlineData("https://open.bigmodel.cn/api/paas/v4", "https://open.bigmodel.cn/api/paas/v4/")]
    [InlineData("https://h/v1/chat/completions", "https://h/v1/")]
    public void Base_URLs_are_understood_as_people_write_them(string given, string expected) =>
        Assert.Equal(expected, OpenAIDialect.Instance.NormalizeBaseUrl(new Uri(given)).AbsoluteUri);

    private static UpstreamRequest AssertPassed(string body, string expected, ProviderQuirks? quirks = null)
    {
        ChatRequest chat = JsonSerializer.Deserialize(body, ChatJson.Strict.ChatRequest)!;
        UpstreamTarget target = new() { Model = "gpt-4.1", Quirks = quirks ?? ProviderQuirks.None };
        UpstreamRequest request = OpenAIDialect.Instance.PassThrough(Encoding.UTF8.GetBytes(body), chat, target);

        Assert.Equal(expected, Encoding.UTF8.GetString(request.Body.Span));
        return request;
    }
}
