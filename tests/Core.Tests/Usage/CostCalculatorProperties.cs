using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Catalog;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.Core.Tests.Usage;

public sealed class CostCalculatorProperties
{
    private static readonly ModelInfo[] Priced = [.. ModelCatalog.BuiltIn.All.Where(model => model.Prices.Count > 0)];

    private static readonly ModelInfo[] Untiered = [.. Priced.Where(model => model.Prices is [{ UpToPromptTokens: null }])];

    // What providers report: the parts are within the whole.
    private static readonly Gen<TokenUsage> Consistent =
        from fresh in Gen.Choose(0, 300_000)
        from cached in Gen.Choose(0, 300_000)
        from written in Gen.Choose(0, 100_000)
        from oneHour in Gen.Choose(0, written)
        from text in Gen.Choose(0, 50_000)
        from reasoning in Gen.Choose(0, 50_000)
        select new TokenUsage(fresh + cached + written, text + reasoning, cached, written, reasoning) { CacheWriteOneHourTokens = oneHour };

    private static readonly Gen<TokenUsage> Any =
        from counts in Gen.Choose(-1_000, 1_000_000).ListOf(6)
        select new TokenUsage(counts[0], counts[1], counts[2], counts[3], counts[4]) { CacheWriteOneHourTokens = counts[5] };

    [Fact]
    public void Within_a_tier_the_cost_of_two_calls_is_the_sum_of_their_costs()
    {
        Prop.ForAll(
            Consistent.ToArbitrary(),
            Consistent.ToArbitrary(),
            Gen.Elements(Untiered).ToArbitrary(),
            (a, b, model) => CostCalculator.Cost(Add(a, b), model) == CostCalculator.Cost(a, model) + CostCalculator.Cost(b, model))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void More_tokens_never_cost_less()
    {
        // Over a tier's edge as well: every tier of the catalog is dearer than the one before. Null comes only beyond
        // the last tier, so that a longer prompt cannot have a cost where a shorter one has none.
        Prop.ForAll(
            Consistent.ToArbitrary(),
            Consistent.ToArbitrary(),
            Gen.Elements(Priced).ToArbitrary(),
            (a, b, model) =>
            {
                decimal? less = CostCalculator.Cost(a, model);
                decimal? more = CostCalculator.Cost(Add(a, b), model);
                return more is null || less <= more;
            })
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_usage_however_inconsistent_has_a_negative_cost()
    {
        Prop.ForAll(
            Any.ToArbitrary(),
            Gen.Elements(Untiered).ToArbitrary(),
            (usage, model) => CostCalculator.Cost(usage, model) >= 0)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_cached_token_never_costs_more_than_one_that_is_not()
    {
        Prop.ForAll(
            Consistent.ToArbitrary(),
            Gen.Elements(Untiered).ToArbitrary(),
            (usage, model) => CostCalculator.Cost(usage, model) <= CostCalculator.Cost(
                usage with { CachedTokens = 0 }, model))
            .QuickCheckThrowOnFailure();
    }

    private static TokenUsage Add(TokenUsage a, TokenUsage b) => new(
        a.PromptTokens + b.PromptTokens,
        a.CompletionTokens + b.CompletionTokens,
        a.CachedTokens + b.CachedTokens,
        a.CacheWriteTokens + b.CacheWriteTokens,
        a.ReasoningTokens + b.ReasoningTokens)
    {
        CacheWriteOneHourTokens = a.CacheWriteOneHourTokens + b.CacheWriteOneHourTokens,
    };
}
