using LlmFunctions.Providers.Anthropic;
using Xunit;

namespace LlmFunctions.Tests.Providers.Anthropic;

public sealed class AnthropicFinishReasonTests
{
    [Theory]
    [InlineData("end_turn", false, "stop")]
    [InlineData("end_turn", true, "tool_calls")]
    [InlineData("stop_sequence", false, "stop")]
    [InlineData("stop_sequence", true, "tool_calls")]
    [InlineData("pause_turn", false, "stop")]
    [InlineData("pause_turn", true, "tool_calls")]
    [InlineData("tool_use", false, "tool_calls")]
    [InlineData("tool_use", true, "tool_calls")]
    [InlineData("max_tokens", false, "length")]
    [InlineData("max_tokens", true, "length")]
    [InlineData("model_context_window_exceeded", false, "length")]
    [InlineData("refusal", false, "content_filter")]
    [InlineData("refusal", true, "content_filter")]
    [InlineData("Something_New", false, "something_new")]
    [InlineData(null, false, null)]
    public void Stop_reasons_map_as_in_the_table(string? reason, bool hasToolCalls, string? expected) =>
        Assert.Equal(expected, AnthropicFinishReason.FromUpstream(reason, hasToolCalls));
}
