using LlmFunctions.Providers.Gemini;
using Xunit;

namespace LlmFunctions.Tests.Providers.Gemini;

public sealed class GeminiFinishReasonTests
{
    [Theory]
    [InlineData("STOP", "stop")]
    [InlineData("FUNCTION_CALL", "tool_calls")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("RECITATION", "content_filter")]
    [InlineData("LANGUAGE", "content_filter")]
    [InlineData("BLOCKLIST", "content_filter")]
    [InlineData("PROHIBITED_CONTENT", "content_filter")]
    [InlineData("SPII", "content_filter")]
    [InlineData("IMAGE_SAFETY", "content_filter")]
    [InlineData("IMAGE_PROHIBITED_CONTENT", "content_filter")]
    [InlineData("IMAGE_RECITATION", "content_filter")]
    [InlineData("OTHER", "other")]
    [InlineData("MALFORMED_FUNCTION_CALL", "malformed_function_call")]
    [InlineData("UNEXPECTED_TOOL_CALL", "unexpected_tool_call")]
    [InlineData("SOMETHING_NEW", "something_new")]
    [InlineData("FINISH_REASON_UNSPECIFIED", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Every_reason_has_its_word(string? reason, string? expected) => Assert.Equal(expected, GeminiFinishReason.From(reason));
}
