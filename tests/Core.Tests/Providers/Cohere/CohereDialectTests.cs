using System.Text;
using System.Text.Json.Nodes;
using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Cohere;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Cohere;

public sealed class CohereDialectTests
{
    [Fact]
    public void A_key_is_presented_as_a_bearer_token() =>
        Assert.Equal(new("Authorization", "Bearer k"), Assert.Single(CohereDialect.Instance.Headers("k")));

    [Theory]
    [InlineData("https://api.cohere.com")]
    [InlineData("https://api.cohere.com/")]
    [InlineData("https://api.cohere.com/v2")]
    [InlineData("https://api.cohere.com/v2/")]
    [InlineData("https://api.cohere.com/v2/chat")]
    [InlineData("https://api.cohere.com/v1")]
    public void A_base_url_is_understood_however_it_is_written(string written) =>
        Assert.Equal("https://api.cohere.com/", CohereDialect.Instance.NormalizeBaseUrl(new Uri(written)).AbsoluteUri);

    [Fact]
    public void Passing_a_body_through_changes_only_the_model_and_the_extensions()
    {
        byte[] body = """{ "model": "cohere/command-a-03-2025", "user_id": "u", "documents": [ "a" ] }"""u8.ToArray();

        UpstreamRequest upstream = CohereDialect.Instance.PassThrough(body, new ChatRequest(), new UpstreamTarget { Model = "command-a-03-2025" });

        Assert.Equal("""{ "model": "command-a-03-2025", "documents": [ "a" ] }""", Encoding.UTF8.GetString(upstream.Body.Span));
        Assert.Equal("v2/chat", upstream.Path);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(ModelCapabilities.Chat | ModelCapabilities.Reasoning, true)]
    [InlineData(ModelCapabilities.Chat | ModelCapabilities.Tools, false)]
    public void A_model_that_is_known_not_to_think_is_not_asked_to(ModelCapabilities? capabilities, bool thinks)
    {
        ChatRequest request = new()
        {
            ReasoningEffort = "low",
            Messages =
            [
                new ChatMessage { Role = "assistant", Content = "Hi", ReasoningContent = "Hm" },
                new ChatMessage { Role = "user", Content = "Well?" },
            ],
        };
        ModelInfo info = new() { Id = "m", Provider = "cohere", Capabilities = capabilities };

        UpstreamRequest upstream = CohereDialect.Instance.ToUpstream(request, new UpstreamTarget { Model = "m", Info = info });

        JsonNode body = JsonNode.Parse(upstream.Body.Span)!;
        Assert.Equal(thinks, body["thinking"] is not null);
        Assert.Equal(thinks, body["messages"]![0]!["content"] is JsonArray);
        Assert.Equal(thinks ? [] : ["messages[].reasoning_content", "reasoning_effort"], upstream.Dropped);
    }

    [Fact]
    public void The_models_of_the_catalog_have_a_provider() =>
        Assert.Contains(ModelCatalog.BuiltIn.All, static model => model.Provider == CohereDefinition.Value.Name);
}
