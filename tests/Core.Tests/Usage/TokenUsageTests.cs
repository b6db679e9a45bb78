using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.Core.Tests.Usage;

public sealed class TokenUsageTests
{
    [Fact]
    public void Every_count_of_the_canonical_usage_is_taken_over()
    {
        Assert.Equal(
            new TokenUsage(100, 50, CachedTokens: 60, CacheWriteTokens: 30, ReasoningTokens: 20) { CacheWriteOneHourTokens = 10 },
            Read("""
                {
                  "prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150,
                  "prompt_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 30, "cache_write_1h_tokens": 10},
                  "completion_tokens_details": {"reasoning_tokens": 20}
                }
                """));
    }

    [Theory]
    [InlineData("""{"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}""")]
    [InlineData("""{"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10, "prompt_tokens_details": {}, "completion_tokens_details": {}}""")]
    [InlineData("""{"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10, "prompt_tokens_details": {"cache_write_1h_tokens": "many"}}""")]
    public void Details_that_are_missing_are_zero(string json) => Assert.Equal(new TokenUsage(7, 3), Read(json));

    [Fact]
    public void Zero_stays_zero()
    {
        Assert.Equal(default, Read("""{"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}"""));
    }

    private static TokenUsage Read(string json) =>
        TokenUsage.FromCanonical(JsonSerializer.Deserialize(json, ChatJson.Default.ChatUsage)!);
}
