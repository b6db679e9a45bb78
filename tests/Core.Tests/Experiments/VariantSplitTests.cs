using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Configuration;
using LlmFunctions.Experiments;
using Xunit;

namespace LlmFunctions.Tests.Experiments;

public sealed class VariantSplitTests
{
    private const string Experiment = "prompt-v2";
    private const int Many = 20_000;

    private static readonly string[] Subjects = [.. Enumerable.Range(0, Many).Select(static number => $"user-{number}")];

    private static readonly Gen<VariantOptions[]> AnyVariants =
        from count in Gen.Choose(2, 6)
        from weights in Gen.Choose(0, 100).ListOf(count)
        where weights.Any(static weight => weight > 0)
        select weights.Select(static (weight, index) => Variant($"v{index}", weight)).ToArray();

    // Worked out by another program, in Python: who took part must stay where he is whatever is changed here.
    [Theory]
    [InlineData("prompt-v2", "cbababbcbabccbcaacbcbcccbcabcabbaacccccb")]
    [InlineData("other", "baccaaabaccacbbaabbcacabcbacacbcccccccca")]
    public void The_variants_of_known_users_never_change(string experiment, string expected)
    {
        VariantOptions[] variants = [Variant("a", 1), Variant("b", 1), Variant("c", 2)];
        Assert.Equal(expected, string.Concat(Subjects.Take(expected.Length).Select(subject => variants[VariantSplit.Choose(experiment, variants, subject)].Name)));
    }

    [Fact]
    public void Every_variant_gets_its_share_of_the_users() => Prop.ForAll(AnyVariants.ToArbitrary(), static variants =>
    {
        double total = variants.Sum(static variant => variant.Weight);
        int[] counts = Counts(variants);
        for (int i = 0; i < variants.Length; i++)
        {
            // Five standard deviations: of thousands of runs hardly one is beyond.
            double share = variants[i].Weight / total;
            Assert.InRange(counts[i], (Many * share) - Tolerance(share), (Many * share) + Tolerance(share));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void When_a_weight_changes_only_those_move_whom_it_concerns() => Prop.ForAll(
        (from variants in AnyVariants
         from changed in Gen.Choose(0, variants.Length - 1)
         from weight in Gen.Choose(1, 100)
         select (variants, changed, weight)).ToArbitrary(),
        static change =>
        {
            VariantOptions[] after = [.. change.variants];
            after[change.changed] = after[change.changed] with { Weight = change.weight };
            bool gains = change.weight > change.variants[change.changed].Weight;
            foreach (string subject in Subjects.Take(2_000))
            {
                int one = VariantSplit.Choose(Experiment, change.variants, subject);
                int other = VariantSplit.Choose(Experiment, after, subject);
                Assert.True(one == other || change.changed == (gains ? other : one), $"{subject} moved from {one} to {other} when {change.changed} changed.");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void As_few_move_as_the_new_weights_ask_for()
    {
        VariantOptions[] before = [Variant("control", 90), Variant("new", 10)];
        VariantOptions[] after = [Variant("control", 80), Variant("new", 20)];
        int moved = Subjects.Count(subject => VariantSplit.Choose(Experiment, before, subject) != VariantSplit.Choose(Experiment, after, subject));

        Assert.InRange(moved, (Many * 0.1) - Tolerance(0.1), (Many * 0.1) + Tolerance(0.1));
    }

    [Fact]
    public void A_new_variant_takes_from_the_others_and_moves_nobody_between_them()
    {
        VariantOptions[] before = [Variant("a", 1), Variant("b", 1)];
        VariantOptions[] after = [.. before, Variant("c", 1)];
        Assert.All(Subjects.Take(2_000), subject =>
        {
            int chosen = VariantSplit.Choose(Experiment, after, subject);
            Assert.True(chosen == 2 || chosen == VariantSplit.Choose(Experiment, before, subject));
        });
    }

    [Fact]
    public void Experiments_do_not_hang_together()
    {
        VariantOptions[] variants = [Variant("a", 1), Variant("b", 1)];
        int same = Subjects.Count(subject => VariantSplit.Choose("one", variants, subject) == VariantSplit.Choose("two", variants, subject));

        Assert.InRange(same, (Many * 0.5) - Tolerance(0.5), (Many * 0.5) + Tolerance(0.5));
    }

    [Fact]
    public void A_variant_without_weight_gets_nobody() =>
        Assert.Equal(0, Counts([Variant("a", 0), Variant("b", 1), Variant("c", 5)])[0]);

    private static double Tolerance(double share) => 5 * Math.Sqrt(Many * share * (1 - share));

    private static int[] Counts(VariantOptions[] variants)
    {
        int[] counts = new int[variants.Length];
        foreach (string subject in Subjects)
        {
            counts[VariantSplit.Choose(Experiment, variants, subject)]++;
        }

        return counts;
    }

    private static VariantOptions Variant(string name, double weight) => new() { Name = name, Target = "any", Weight = weight };
}
