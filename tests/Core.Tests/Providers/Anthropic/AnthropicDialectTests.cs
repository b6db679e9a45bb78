using System.Text;
using System.Text.Json.Nodes;
using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Anthropic;

public sealed class AnthropicDialectTests
{
    private static readonly AnthropicDialect Dialect = AnthropicDialect.Instance;

    [Fact]
    public void The_key_and_the_version_go_into_Anthropics_own_headers()
    {
        Dictionary<string, string> headers = new(Dialect.Headers("sk-ant-1"));

        Assert.Equal("sk-ant-1", headers["x-api-key"]);
        Assert.Equal("2023-06-01", headers["anthropic-version"]);
        Assert.Equal(2, headers.Count);
    }

    [Fact]
    public void Without_a_key_only_the_version_is_sent() =>
        Assert.Equal(["anthropic-version"], Dialect.Headers(null).Select(static header => header.Key));

    [Theory]
    [InlineData("https://api.anthropic.com")]
    [InlineData("https://api.anthropic.com/")]
    [InlineData("https://api.anthropic.com/v1")]
    [InlineData("https://api.anthropic.com/v1/")]
    [InlineData("https://api.anthropic.com/v1/messages")]
    public void A_base_URL_is_understood_with_and_without_its_version(string url)
    {
        Uri normal = Dialect.NormalizeBaseUrl(new Uri(url));

        Assert.Equal("https://api.anthropic.com/v1/messages", new Uri(normal, AnthropicDialect.MessagesPath).ToString());
    }

    [Fact]
    public void A_base_URL_below_a_path_keeps_the_path() =>
        Assert.Equal("https://example.com/anthropic/", Dialect.NormalizeBaseUrl(new Uri("https://example.com/anthropic/v1")).ToString());

    [Fact]
    public void The_catalogs_limit_is_asked_for_where_the_client_names_none()
    {
        UpstreamTarget target = new()
        {
            Model = "claude-opus-5-5",
            Info = new ModelInfo { Id = "claude-opus-5-5", Provider = "anthropic", MaxOutput = 128_000 },
        };

        Assert.Equal(128_000, MaxTokens(new ChatRequest(), target));
        Assert.Equal(50, MaxTokens(new ChatRequest { MaxTokens = 50 }, target));
        Assert.Equal(200_000, MaxTokens(new ChatRequest { MaxCompletionTokens = 200_000 }, target));
    }

    [Fact]
    public void Passing_through_changes_the_model_and_takes_the_extensions_out()
    {
        byte[] body = """
            {"models":["a"], "model": "anthropic/claude-opus-5-5",  "max_tokens": 1e2, "system":[{"type":"text","text":"é\u00e9","cache_control":{"type":"ephemeral"}}],
             "messages":[{"role":"user","content":"Hi"}], "new_field": {"a" : [1.0]}, "sandbox":{}, "provider":"anthropic","task_type":"chat","user_id":"u"}
            """u8.ToArray();

        UpstreamRequest upstream = Dialect.PassThrough(body, new ChatRequest(), new UpstreamTarget { Model = "claude-opus-5-5" });

        Assert.Equal(
            """
            {"model": "claude-opus-5-5",  "max_tokens": 1e2, "system":[{"type":"text","text":"é\u00e9","cache_control":{"type":"ephemeral"}}],
             "messages":[{"role":"user","content":"Hi"}], "new_field": {"a" : [1.0]}}
            """,
            Encoding.UTF8.GetString(upstream.Body.Span));
        Assert.Equal("v1/messages", upstream.Path);
        Assert.Empty(upstream.Dropped);
    }

    [Fact]
    public void Anthropic_is_known_by_name_with_its_key_variable_and_model_prefix()
    {
        ProviderDefinition definition = AnthropicDefinition.Value;

        Assert.Equal("anthropic", definition.Name);
        Assert.Equal("https://api.anthropic.com/", definition.BaseUrl!.ToString());
        Assert.Equal(["ANTHROPIC_API_KEY"], definition.KeyVariables);
        Assert.Equal(["claude"], definition.ModelPrefixes);
        Assert.False(definition.KeyOptional);
    }

    private static int MaxTokens(ChatRequest request, UpstreamTarget target)
    {
        request.Messages = [new ChatMessage { Role = "user", Content = "Hi" }];
        return (int)JsonNode.Parse(Dialect.ToUpstream(request, target).Body.Span)!["max_tokens"]!;
    }
}
