using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Experiments.Statistics;
using LlmFunctions.Usage.Reports;
using Xunit;

namespace LlmFunctions.Tests.Experiments;

/// <summary>The formulas against values that were published, or worked out by numeric integration.</summary>
public sealed class StatisticsTests
{
    // Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_of_a_rate_is_Wilsons(int hits, int total, double low, double high)
    {
        Estimate rate = new Proportion(hits, total).Rate();
        Assert.Equal((double)hits / total, rate.Value);
        Assert.Equal((low, high), (Math.Round(rate.Low!.Value, 4), Math.Round(rate.High!.Value, 4)));
    }

    // Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998), table II, method 10.
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(0, 10, 0, 20, -0.1611, 0.2775)]
    [InlineData(10, 10, 0, 20, 0.6791, 1)]
    public void The_interval_of_a_difference_of_rates_is_Newcombes(int hits, int total, int others, int ofOthers, double low, double high)
    {
        Estimate difference = new Proportion(hits, total).Minus(new Proportion(others, ofOthers));
        Assert.Equal((low, high), (Math.Round(difference.Low!.Value, 4), Math.Round(difference.High!.Value, 4)));
        Assert.Equal(low > 0, difference.Excludes(0));
    }

    [Theory]
    [InlineData(1, 12.706205, 1e-6)]
    [InlineData(1.5, 6.016663, 0.011)]
    [InlineData(2, 4.302653, 1e-6)]
    [InlineData(2.5, 3.574655, 2e-5)]
    [InlineData(3, 3.182446, 2e-6)]
    [InlineData(4, 2.776445, 1e-6)]
    [InlineData(7.3, 2.345067, 1e-6)]
    [InlineData(10, 2.228139, 1e-6)]
    [InlineData(24.99, 2.059580, 1e-6)]
    [InlineData(30, 2.042272, 1e-6)]
    [InlineData(100, 1.983972, 1e-6)]
    [InlineData(10_000, 1.960201, 1e-6)]
    [InlineData(1e9, 1.959964, 1e-6)]
    public void Quantiles_are_Students(double degrees, double expected, double tolerance) =>
        Assert.InRange(StudentT.Quantile(degrees) / expected, 1 - tolerance, 1 + tolerance);

    // https://en.wikipedia.org/wiki/Welch%27s_t-test#Examples, the first: t = -2.46 with 25.0 degrees of freedom, so p = 0.021.
    [Fact]
    public void The_interval_of_a_difference_of_means_is_Welchs()
    {
        double[] one = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
        double[] other = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4];
        Estimate difference = Of(one).Minus(Of(other));

        // The half width is the quantile (2.0596 for 24.99) times the standard error, which is the difference divided by t.
        Assert.Equal((20.82, 22.99), (Math.Round(Of(one).Mean, 2), Math.Round(Of(other).Mean, 2)));
        Assert.Equal(-2.167, difference.Value, 3);
        Assert.Equal(2.46, Math.Abs(difference.Value) / ((difference.High!.Value - difference.Value) / 2.0596), 2);
        Assert.True(difference.Excludes(0));
    }

    [Fact]
    public void The_interval_of_a_mean_is_Students()
    {
        // Mean 3, variance 2.5, 4 degrees of freedom: 3 ± 2.776445 × √0.5.
        Estimate mean = Of([1, 2, 3, 4, 5]).Average();
        Assert.Equal((3, 1.0368, 4.9632), (mean.Value, Math.Round(mean.Low!.Value, 4), Math.Round(mean.High!.Value, 4)));
    }

    [Fact]
    public void What_does_not_vary_or_is_alone_has_no_interval()
    {
        Assert.Equal(new Estimate(0.25, null, null), Of([0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25]).Average());
        Assert.Equal(new Estimate(5, null, null), Of([5]).Average());
        Assert.False(Of([5]).Minus(Of([1, 2, 3])).Excludes(0));
        Assert.False(Of([5, 5, 5]).Minus(Of([1, 1, 1])).Excludes(0));
        Assert.True(Of([5, 5, 5, 5, 5]).Minus(Of([1, 2, 1, 2, 1])).Excludes(0));
    }

    [Fact]
    public void Scores_that_are_all_thumbs_are_known_for_it()
    {
        Assert.True(new ScoreSums().With(1).With(0).With(1).AreThumbs);
        Assert.False(new ScoreSums().With(1).With(0.5).AreThumbs);
    }

    [Fact]
    public void Logarithms_of_times_are_taken_from_the_histogram_within_its_exactness()
    {
        Random random = new(1);
        double[] times = [.. Enumerable.Range(0, 5_000).Select(_ => Math.Exp(5 + random.NextDouble() + random.NextDouble()))];
        LatencyHistogram histogram = new();
        foreach (double time in times)
        {
            histogram.Add(time);
        }

        Sample exact = Of([.. times.Select(Math.Log2)]);
        Sample counted = Sample.OfCounts(histogram.Powers());
        Assert.Equal(5_000, counted.Count);
        Assert.InRange(counted.Mean, exact.Mean - 0.005, exact.Mean + 0.005);
        Assert.InRange(counted.Variance / exact.Variance, 0.98, 1.02);
    }

    private static Sample Of(double[] values) => Sample.OfSums(values.Length, values.Sum(), values.Sum(static value => value * value));
}
