using LlmFunctions.Routing;
using Xunit;

namespace LlmFunctions.Core.Tests.Routing;

public sealed class RankKeyTests
{
    [Fact]
    public void Keys_are_in_the_order_of_the_ranks_and_equal_ranks_in_that_of_the_positions()
    {
        Random random = new(7);
        for (int round = 0; round < 200; round++)
        {
            double[] ranks = [.. Enumerable.Range(0, 50).Select(_ => random.Next(6) switch
            {
                0 => 0,
                1 => double.MaxValue,
                2 => -random.Next(5),
                3 => random.Next(5),
                _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-9, 9)),
            })];
            ulong[] keys = [.. ranks.Select(static (rank, index) => RankKey.Ranked(RankKey.Of(index, index % 3 == 0), rank))];

            Array.Sort(keys);

            int[] stable = [.. Enumerable.Range(0, ranks.Length).OrderBy(index => ranks[index])];
            Assert.Equal(stable, keys.Select(RankKey.IndexOf));
            Assert.All(keys, static key => Assert.Equal(RankKey.IndexOf(key) % 3 == 0, RankKey.IsDoubtful(key)));
        }
    }
}
