using LlmFunctions.Catalog;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.Core.Tests.Usage;

public sealed class CostCalculatorTests
{
    // 3 / 15 dollars, cache read 0.30, cache write 3.75, for an hour 6.
    private static readonly ModelInfo Sonnet = ModelCatalog.BuiltIn.Find("anthropic", "claude-sonnet-4-5")!;

    // 1.25 / 10, cache read 0.125 up to 200,000 prompt tokens; above 2.50 / 15, 0.25.
    private static readonly ModelInfo GeminiPro = ModelCatalog.BuiltIn.Find("gemini", "gemini-2.5-pro")!;

    [Fact]
    public void What_is_written_to_the_cache_is_not_also_input()
    {
        // litellm#9812: input 3, cache write 12,304, output 550. Booked: $0.091311. The provider's bill:
        //      3 x  3.00 =      9
        // 12,304 x  3.75 = 46,140
        //    550 x 15.00 =  8,250
        //                  54,399 millionths of a dollar
        Assert.Equal(0.054399m, CostCalculator.Cost(new TokenUsage(12_307, 550, CacheWriteTokens: 12_304), Sonnet));
    }

    [Fact]
    public void What_is_read_from_the_cache_is_not_also_input()
    {
        // litellm#14849: prompt 262,960, of it cached 257,955, output 1,744. Booked: $0.7642. By the flat prices that the
        // report uses, 1.25 / 0.625 / 10:
        //   5,005 x  1.250 =   6,256.250
        // 257,955 x  0.625 = 161,221.875
        //   1,744 x 10.000 =  17,440.000
        //                    184,918.125
        ModelInfo flat = Model(new ModelPrice { Input = 1.25m, CachedInput = 0.625m, Output = 10m });
        Assert.Equal(0.184918125m, CostCalculator.Cost(new TokenUsage(262_960, 1_744, CachedTokens: 257_955), flat));
    }

    [Fact]
    public void A_long_prompt_takes_the_higher_tier_for_all_tokens_though_most_are_cached()
    {
        // The same call by the provider's own prices above 200,000 tokens, 2.50 / 0.25 / 15:
        //   5,005 x  2.50 = 12,512.50
        // 257,955 x  0.25 = 64,488.75
        //   1,744 x 15.00 = 26,160.00
        //                   103,161.25
        Assert.Equal(0.10316125m, CostCalculator.Cost(new TokenUsage(262_960, 1_744, CachedTokens: 257_955), GeminiPro));
    }

    [Fact]
    public void A_long_prompt_takes_the_higher_tier_for_reads_and_writes_of_the_cache_too()
    {
        // litellm#16377, by the prices of Sonnet with a long context at the time: 3 / 15, cache read 0.30, write 3.75, for an hour 6; above
        // 200,000 tokens 6 / 22.50, 0.60, 7.50 and 12.
        //  10,000 x  6.00 =    60,000
        // 180,000 x  0.60 =   108,000
        //  50,000 x  7.50 =   375,000
        //  10,000 x 12.00 =   120,000
        //   1,000 x 22.50 =    22,500
        //                     685,500
        ModelInfo longContext = Model(
            new ModelPrice { UpToPromptTokens = 200_000, Input = 3, Output = 15, CachedInput = 0.3m, CacheWrite = 3.75m, CacheWriteOneHour = 6 },
            new ModelPrice { Input = 6, Output = 22.5m, CachedInput = 0.6m, CacheWrite = 7.5m, CacheWriteOneHour = 12 });
        TokenUsage usage = new(250_000, 1_000, CachedTokens: 180_000, CacheWriteTokens: 60_000) { CacheWriteOneHourTokens = 10_000 };
        Assert.Equal(0.6855m, CostCalculator.Cost(usage, longContext));
    }

    [Fact]
    public void Reads_and_writes_of_the_cache_and_reasoning_are_each_billed_once()
    {
        // litellm#11364: prompt 98,805, of it read 66,360 and written 32,435, output 5,120, of it reasoning 1,710. Booked:
        // $0.047080. By 5 / 0.50 / 6.25 / 25:
        //     10 x  5.00 =      50
        // 66,360 x  0.50 =  33,180
        // 32,435 x  6.25 = 202,718.75
        //  5,120 x 25.00 = 128,000
        //                  363,948.75
        ModelInfo opus = ModelCatalog.BuiltIn.Find("anthropic", "claude-opus-4-5")!;
        Assert.Equal(
            0.36394875m,
            CostCalculator.Cost(new TokenUsage(98_805, 5_120, CachedTokens: 66_360, CacheWriteTokens: 32_435, ReasoningTokens: 1_710), opus));
    }

    [Fact]
    public void What_is_written_for_an_hour_has_its_own_price()
    {
        // 1,000 x 3 = 3,000; 600 x 3.75 = 2,250; 400 x 6 = 2,400; 100 x 15 = 1,500; together 9,150.
        TokenUsage usage = new(2_000, 100, CacheWriteTokens: 1_000) { CacheWriteOneHourTokens = 400 };
        Assert.Equal(0.00915m, CostCalculator.Cost(usage, Sonnet));
    }

    [Theory]
    [InlineData(199_999, "0.24999875")] // 199,999 x 1.25 = 249,998.75
    [InlineData(200_000, "0.25")]       // 200,000 x 1.25 = 250,000
    [InlineData(200_001, "0.5000025")]  // 200,001 x 2.50 = 500,002.50: all of them, not only the last
    public void The_whole_prompt_selects_the_tier_and_the_tier_prices_all_of_it(long prompt, string expected)
    {
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), CostCalculator.Cost(new TokenUsage(prompt, 0), GeminiPro));
    }

    [Fact]
    public void Reasoning_takes_its_own_price_where_there_is_one()
    {
        // 10 x 1 + (100 - 80) x 2 + 80 x 3 = 10 + 40 + 240.
        ModelInfo model = Model(new ModelPrice { Input = 1, Output = 2, Reasoning = 3 });
        Assert.Equal(0.00029m, CostCalculator.Cost(new TokenUsage(10, 100, ReasoningTokens: 80), model));
    }

    [Fact]
    public void Images_and_the_request_itself_are_charged_beside_the_tokens_and_by_the_tier()
    {
        // 1,000 x 1 + 100 x 2 = 1,200 millionths; 3 images at 0.004; one request at 0.05. In the tier above everything doubles.
        ModelInfo model = Model(
            new ModelPrice { UpToPromptTokens = 1_000, Input = 1, Output = 2, PerImage = 0.004m, PerRequest = 0.05m },
            new ModelPrice { Input = 2, Output = 4, PerImage = 0.008m, PerRequest = 0.1m });
        Assert.Equal(0.0632m, CostCalculator.Cost(new TokenUsage(1_000, 100) { Images = 3, Requests = 1 }, model));
        Assert.Equal(0.126402m, CostCalculator.Cost(new TokenUsage(1_001, 100) { Images = 3, Requests = 1 }, model));
    }

    [Fact]
    public void A_request_that_was_refused_is_not_charged_for() =>
        Assert.Equal(0m, CostCalculator.Cost(default, Model(new ModelPrice { Input = 1, Output = 2, PerImage = 1, PerRequest = 1 })));

    [Fact]
    public void A_cached_prompt_of_an_earlier_turn_is_charged_at_the_cache_price_of_its_tier_only()
    {
        // Of 250,100 tokens in the prompt 250,000 are cached, in the tier above 200,000, by 2.50 / 0.25 / 15:
        //     100 x  2.50 =    250
        // 250,000 x  0.25 = 62,500
        //      10 x 15.00 =    150
        Assert.Equal(0.0629m, CostCalculator.Cost(new TokenUsage(250_100, 10, CachedTokens: 250_000), GeminiPro));
    }

    [Fact]
    public void Without_a_cache_price_the_cache_costs_what_input_costs()
    {
        ModelInfo model = Model(new ModelPrice { Input = 2, Output = 0 });
        Assert.Equal(0.002m, CostCalculator.Cost(new TokenUsage(1_000, 0, CachedTokens: 400, CacheWriteTokens: 300), model));
    }

    [Fact]
    public void A_price_of_zero_is_a_price()
    {
        // A cache that may be read for nothing must not fall back to the price of input.
        ModelInfo model = Model(new ModelPrice { Input = 2, Output = 3, CachedInput = 0, CacheWrite = 0, Reasoning = 0 });
        Assert.Equal(0m, CostCalculator.Cost(new TokenUsage(700, 50, CachedTokens: 400, CacheWriteTokens: 300, ReasoningTokens: 50), model));
        Assert.Equal(0m, CostCalculator.Cost(new TokenUsage(1_000_000, 1_000_000), ModelCatalog.BuiltIn.Find("sandbox", "echo")!));
    }

    [Fact]
    public void No_tokens_cost_nothing_and_not_null() => Assert.Equal(0m, CostCalculator.Cost(default, Sonnet));

    [Fact]
    public void A_model_without_a_price_has_no_cost()
    {
        Assert.Null(CostCalculator.Cost(new TokenUsage(1, 1), new ModelInfo { Id = "m", Provider = "p" }));
    }

    [Fact]
    public void A_prompt_beyond_the_last_tier_has_no_cost()
    {
        ModelInfo model = Model(new ModelPrice { UpToPromptTokens = 10, Input = 1, Output = 1 });
        Assert.Equal(0.00001m, CostCalculator.Cost(new TokenUsage(10, 0), model));
        Assert.Null(CostCalculator.Cost(new TokenUsage(11, 0), model));
    }

    [Fact]
    public void Parts_above_the_whole_are_billed_in_full_and_never_make_it_negative()
    {
        // The provider left the cache out of the prompt: 500 x 0.30 + 200 x 3.75 = 150 + 750, and no input.
        Assert.Equal(0.0009m, CostCalculator.Cost(new TokenUsage(100, 0, CachedTokens: 500, CacheWriteTokens: 200), Sonnet));

        // ... and the reasoning out of the answer: 40 x 15.
        Assert.Equal(0.0006m, CostCalculator.Cost(new TokenUsage(0, 10, ReasoningTokens: 40), Sonnet));

        // ... and their sum selects the tier: 150,000 x 0.25 + 60,000 x 2.50 = 37,500 + 150,000.
        Assert.Equal(0.1875m, CostCalculator.Cost(new TokenUsage(100, 0, CachedTokens: 150_000, CacheWriteTokens: 60_000), GeminiPro));
    }

    [Fact]
    public void Negative_counts_are_zero()
    {
        TokenUsage usage = new(-5, -5, -5, -5, -5) { CacheWriteOneHourTokens = -5 };
        Assert.Equal(0m, CostCalculator.Cost(usage, Sonnet));
    }

    [Fact]
    public void Counts_beyond_all_reason_do_not_overflow()
    {
        TokenUsage usage = new(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);
        // (0.30 + 3.75 + 15) x 9,223,372,036,854,775,807 / 1,000,000
        Assert.Equal(175705237302083.47912335m, CostCalculator.Cost(usage, Sonnet));
    }

    [Fact]
    public void One_token_of_the_cheapest_price_is_not_rounded_away()
    {
        ModelInfo model = Model(new ModelPrice { Input = 0.003625m, Output = 0 });
        Assert.Equal(0.000000003625m, CostCalculator.Cost(new TokenUsage(1, 0), model));
    }

    private static ModelInfo Model(params ModelPrice[] prices) => new() { Id = "m", Provider = "p", Prices = prices };
}
