using LlmFunctions.Providers.Anthropic;
using Xunit;

namespace LlmFunctions.Tests.Providers.Anthropic;

public sealed class AnthropicModelTests
{
    [Theory]
    [InlineData("claude-3-haiku-20240307", "None")]
    [InlineData("claude-3-5-sonnet-20241022", "None")]
    [InlineData("claude-2.1", "None")]
    [InlineData("claude-3-7-sonnet-latest", "Budget")]
    [InlineData("claude-sonnet-4-20250514", "Budget")]
    [InlineData("claude-opus-4-1-20250805", "Budget")]
    [InlineData("claude-haiku-4-5-20251001", "Budget")]
    [InlineData("claude-haiku-4-5@20251001", "Budget")]
    [InlineData("claude-sonnet-4-6", "Adaptive")]
    [InlineData("us.anthropic.claude-opus-4-6-v1:0", "Adaptive")]
    [InlineData("anthropic/claude-opus-4.8", "Adaptive")]
    [InlineData("claude-fable-5", "Adaptive")]
    [InlineData("claude-mythos-preview", "Adaptive")]
    [InlineData("claude-haiku-6", "Adaptive")]
    [InlineData("MiniMax-M3", "Budget")]
    public void Each_generation_is_asked_to_think_in_its_own_way(string id, string form) =>
        Assert.Equal(form, AnthropicModel.Parse(id).ThinkingForm.ToString());

    [Theory]
    [InlineData("claude-opus-4-6", false)]
    [InlineData("claude-haiku-4-5-20251001", false)]
    [InlineData("claude-3-haiku-20240307", false)]
    [InlineData("claude-opus-4-7", true)]
    [InlineData("claude-sonnet-5-5", true)]
    [InlineData("claude-mythos-preview", true)]
    [InlineData("MiniMax-M3", false)]
    public void Sampling_is_refused_from_version_4_7_on(string id, bool refuses) =>
        Assert.Equal(refuses, AnthropicModel.Parse(id).RefusesSampling);

    [Theory]
    [InlineData("claude-opus-4-8", null)]
    [InlineData("claude-opus-5", "disabled")]
    [InlineData("claude-sonnet-5", "disabled")]
    [InlineData("claude-haiku-5-5", "disabled")]
    [InlineData("claude-sonnet-5-5", "between_tools")]
    [InlineData("claude-opus-5-5", null)]
    [InlineData("claude-fable-5", null)]
    [InlineData("MiniMax-M3", null)]
    public void Thinking_is_turned_off_in_each_models_own_way(string id, string? type) =>
        Assert.Equal(type, AnthropicModel.Parse(id).ThinkingOff);

    [Theory]
    [InlineData("claude-opus-4-1", true)]
    [InlineData("claude-sonnet-4-5", true)]
    [InlineData("claude-opus-5-5", true)]
    [InlineData("claude-opus-4-20250514", false)]
    [InlineData("claude-3-5-haiku-latest", false)]
    public void Schemas_are_enforced_from_version_4_5_on_and_by_Opus_4_1(string id, bool enforces) =>
        Assert.Equal(enforces, AnthropicModel.Parse(id).HasStructuredOutputs);
}
