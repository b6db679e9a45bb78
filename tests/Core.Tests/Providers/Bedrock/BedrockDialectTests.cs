using System.Text;
using System.Text.Json;
using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Bedrock;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Bedrock;

public sealed class BedrockDialectTests
{
    private static readonly ChatRequest Request = new() { Messages = [new ChatMessage { Role = "user", Content = "Hi" }] };

    [Theory]
    [InlineData("https://bedrock-runtime.us-east-1.amazonaws.com", "https://bedrock-runtime.us-east-1.amazonaws.com/")]
    [InlineData("https://proxy.example.org/aws/model/", "https://proxy.example.org/aws/")]
    public void A_base_URL_is_understood_with_and_without_its_path(string given, string expected) =>
        Assert.Equal(expected, BedrockDialect.Default.NormalizeBaseUrl(new Uri(given)).AbsoluteUri);

    [Theory]
    [InlineData("eu-west-1", "https://bedrock-runtime.eu-west-1.amazonaws.com/")]
    [InlineData("us east", null)]
    [InlineData("evil.example.org/", null)]
    [InlineData(null, null)]
    public void The_address_follows_from_the_region(string? region, string? expected) =>
        Assert.Equal(expected, BedrockDialect.Default.Configure(new() { Name = "bedrock", Region = region }).BaseUrl?.AbsoluteUri);

    [Fact]
    public void A_body_of_its_own_form_keeps_every_byte_but_those_of_the_gateway()
    {
        UpstreamRequest upstream = BedrockDialect.Default.PassThrough(
            """{"model":"x", "stream":true ,"messages":[ {"role":"user","content":[{"text":"H\u00e9"}]}],"user_id":"u"}"""u8.ToArray(),
            Request with { Stream = true },
            new UpstreamTarget { Model = "a:0" });
        Assert.Equal("model/a%3A0/converse-stream", upstream.Path);
        Assert.Equal("""{"messages":[ {"role":"user","content":[{"text":"H\u00e9"}]}]}""", Encoding.UTF8.GetString(upstream.Body.Span).Replace("{ ", "{", StringComparison.Ordinal));
    }

    [Fact]
    public void Fields_of_another_dialects_client_are_not_taken_for_the_models()
    {
        ChatRequest request = Request with { IsForeign = true, Extra = new Dictionary<string, JsonElement> { ["mcp_servers"] = JsonElement.Parse("[1]") } };
        UpstreamRequest upstream = BedrockDialect.Default.ToUpstream(request, new UpstreamTarget { Model = "meta.llama3-3-70b-instruct-v1:0" });
        Assert.Equal(["mcp_servers"], upstream.Dropped);
        Assert.DoesNotContain("mcp_servers", Encoding.UTF8.GetString(upstream.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_for_thinking_leaves_room_for_the_answer_that_the_catalog_allows()
    {
        const string model = "global.anthropic.claude-sonnet-4-5-20250929-v1:0";
        UpstreamTarget target = new() { Model = model, Info = ModelCatalog.BuiltIn.Find("bedrock", model) };
        UpstreamRequest upstream = BedrockDialect.Default.ToUpstream(Request with { ReasoningEffort = "xhigh" }, target);
        Assert.Contains("\"inferenceConfig\":{\"maxTokens\":64000}", Encoding.UTF8.GetString(upstream.Body.Span), StringComparison.Ordinal);
        Assert.Contains("\"budget_tokens\":32768", Encoding.UTF8.GetString(upstream.Body.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-6-v1", true, true, false)]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", true, false, false)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", false, false, false)]
    [InlineData("eu.amazon.nova-pro-v1:0", false, false, true)]
    [InlineData("qwen.qwen3-32b-v1:0", false, true, false)]
    [InlineData("meta.llama3-3-70b-instruct-v1:0", false, false, false)]
    public void A_models_name_tells_what_it_takes(string id, bool isClaude, bool hasStructuredOutputs, bool isNova)
    {
        BedrockModel model = BedrockModel.Parse(id);
        Assert.Equal((isClaude, hasStructuredOutputs, isNova), (model.Claude is not null, model.HasStructuredOutputs, model.IsNova));
        Assert.Equal((isClaude || isNova, isClaude), (model.CachesPrompts, model.CachesTools));
    }

    [Fact]
    public void Every_model_of_the_catalog_can_be_addressed()
    {
        ModelInfo[] models = [.. ModelCatalog.BuiltIn.All.Where(static info => info.Provider == "bedrock")];
        Assert.NotEmpty(models);
        Uri baseUrl = new("https://bedrock-runtime.us-east-1.amazonaws.com/");
        Assert.All(models, model =>
        {
            Uri address = new(baseUrl, BedrockRequest.PathOf(model.Id, isStreaming: false));
            Assert.Equal($"/model/{model.Id}/converse", Uri.UnescapeDataString(address.AbsolutePath));
            Assert.Equal(4, address.Segments.Length);
        });
    }
}
