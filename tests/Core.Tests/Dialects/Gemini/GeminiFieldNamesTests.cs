using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Gemini;

/// <summary>What a provider left out is told in the words of the client.</summary>
public sealed class GeminiFieldNamesTests
{
    [Fact]
    public void What_a_provider_drops_has_Gemini_s_names()
    {
        ChatRequest request = Read("""
            {"contents":[{"parts":[{"text":"Hi"}]}],
             "generationConfig":{"seed":1,"topK":3,"presencePenalty":1,"thinkingConfig":{"thinkingLevel":"LOW"},"responseSchema":{"type":"OBJECT","properties":{"a":{"type":"INTEGER","minimum":1}}}}}
            """);
        IReadOnlyList<string> dropped = AnthropicDialect.Instance.ToUpstream(request, new UpstreamTarget { Model = "claude-sonnet-4-6" }).Dropped;

        Assert.Equal(
            ["generationConfig.presencePenalty", "generationConfig.responseSchema.minimum", "generationConfig.seed", "generationConfig.topK"],
            GeminiClientDialect.Instance.NamesOf(dropped, request).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Thoughts_and_signatures_that_OpenAI_does_not_take_are_named()
    {
        ChatRequest request = Read("""
            {"contents":[{"parts":[{"text":"Hi"}]},{"role":"model","parts":[{"text":"Hm","thought":true},{"text":"Yes","thoughtSignature":"Yg=="},{"executableCode":{"code":"1"}},
              {"functionCall":{"name":"f","args":{}},"thoughtSignature":"Yw=="}]},{"parts":[{"functionResponse":{"name":"f","response":{}}}]}]}
            """);
        UpstreamRequest upstream = OpenAIDialect.Instance.ToUpstream(request, new UpstreamTarget { Model = "gpt-4.1", Quirks = OpenAIDefinition.Value.Quirks });

        Assert.DoesNotContain("extra_content", Encoding.UTF8.GetString(upstream.Body.Span));
        Assert.Equal(
            ["contents[].parts[].executableCode", "contents[].parts[].thought", "contents[].parts[].thoughtSignature"],
            GeminiClientDialect.Instance.NamesOf(upstream.Dropped, request).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"temperature":1}""", "temperature")]
    [InlineData("""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"temperature":1}}""", "generationConfig.temperature")]
    public void A_field_in_the_wrong_place_keeps_its_name(string body, string expected) =>
        Assert.Equal([expected], GeminiClientDialect.Instance.NamesOf(["temperature"], Read(body)));

    private static ChatRequest Read(string body) => GeminiClientDialect.ReadRequest(Encoding.UTF8.GetBytes(body), "m", isStreaming: false).Request.Chat;
}
