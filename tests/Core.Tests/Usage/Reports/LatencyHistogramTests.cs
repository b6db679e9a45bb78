using LlmFunctions.Usage.Reports;
using Xunit;

namespace LlmFunctions.Core.Tests.Usage.Reports;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    [InlineData(1.0)]
    public void A_percentile_is_off_by_less_than_five_percent(double part)
    {
        Random random = new(1);
        double[] values = [.. Enumerable.Range(0, 5_000).Select(_ => 2 + Math.Exp(random.NextDouble() * 13)).Order()];
        LatencyHistogram histogram = new();
        Array.ForEach(values, histogram.Add);

        double exact = values[(int)Math.Ceiling(part * values.Length) - 1];
        Assert.InRange(histogram.Percentile(part)!.Value / exact, 0.95, 1.05);
    }

    [Fact]
    public void Two_added_are_the_same_as_one_of_all()
    {
        LatencyHistogram one = new(), other = new(), all = new();
        foreach ((int index, double value) in Enumerable.Range(0, 1_000).Select(static i => Math.Pow(i, 1.7)).Index())
        {
            (index % 3 == 0 ? one : other).Add(value);
            all.Add(value);
        }

        one.Add(other);
        Assert.Equal(all.Count, one.Count);
        Assert.Equal(all.Buckets, one.Buckets);
        Assert.Equal(all.Sum, one.Sum, 6);
    }

    [Fact]
    public void Nothing_has_no_percentile() => Assert.Null(new LatencyHistogram().Percentile(0.5));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1e12, 4_016_479)]
    public void What_is_beyond_the_buckets_is_counted_in_the_first_or_the_last(double value, double expected)
    {
        LatencyHistogram histogram = new();
        histogram.Add(value);
        Assert.Equal(expected, histogram.Percentile(0.5)!.Value, 0);
    }
}
