using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Experiments.Reports;
using LlmFunctions.Experiments.Statistics;
using LlmFunctions.Usage.Reports;
using Xunit;

namespace LlmFunctions.Tests.Experiments;

/// <summary>Calls are told by their attempts.</summary>
public sealed class VariantFiguresTests
{
    [Fact]
    public void A_call_that_another_attempt_answered_is_one_call_and_no_error()
    {
        VariantFigures figures = Of((1, "timeout", 0), (2, "success", 2), (1, "success", 4), (1, "timeout", 0), (2, "rate_limited", 0), (1, "client_closed", 0), (1, "superseded", 0), (2, "success", 0));

        Assert.Equal((5, 8, 1, 1), (figures.Usage.Calls, figures.Usage.Requests, figures.Errors, figures.Cancelled));
        Assert.Equal(0.25, figures.ErrorRate!.Value.Rate().Value);
        Assert.Equal((5.0, 1.2), (figures.Cost!.Value.Count, figures.Cost.Value.Mean));
    }

    [Fact]
    public void The_interval_of_the_cost_is_exact_where_calls_have_one_attempt_and_there_where_they_have_more()
    {
        // Mean 3, variance 2.5, 4 degrees of freedom.
        Sample one = Of((1, "success", 1), (1, "success", 2), (1, "success", 3), (1, "success", 4), (1, "success", 5)).Cost!.Value;
        Assert.Equal((5.0, 3.0, 2.5), (one.Count, one.Mean, Math.Round(one.Variance, 12)));

        Sample several = Of((1, "timeout", 1), (2, "success", 2), (1, "timeout", 2), (2, "success", 1), (1, "timeout", 1), (2, "success", 1)).Cost!.Value;
        Assert.True(several is { Count: 3, Variance: > 0 });
    }

    [Fact]
    public void What_nothing_is_known_of_is_not_compared()
    {
        VariantComparison none = Of().Against(Of((1, "success", 1)));
        Assert.Equal(new VariantComparison(), none);
    }

    [Fact]
    public void Latencies_are_compared_by_how_many_times_as_long_they_are()
    {
        UsageFigures slow = new();
        UsageFigures quick = new();
        Random random = new(3);
        for (int i = 0; i < 400; i++)
        {
            double time = Math.Exp(4 + random.NextDouble());
            slow.Add(Line(1, "success", 0) with { DurationMs = 2 * time });
            quick.Add(Line(1, "success", 0) with { DurationMs = time });
        }

        Difference ratio = new VariantFigures(slow, default).Against(new VariantFigures(quick, default)).LatencyRatio!;
        Assert.InRange(ratio.Value, 1.95, 2.05);
        Assert.True(ratio.Low < 2 && ratio.High > 2 && ratio.Significant);
    }

    [Fact]
    public void Thumbs_are_compared_as_rates_and_grades_as_means()
    {
        ScoreSums thumbs = Scores(1, 1, 1, 1, 1, 1, 1, 1, 0, 1);
        ScoreSums grades = Scores(0.2, 0.3, 0.25, 0.4, 0.3);
        VariantFigures up = new(new UsageFigures(), thumbs);
        VariantFigures graded = new(new UsageFigures(), grades);

        Assert.Equal((0.9, 0.5958), (up.Score!.Value, Math.Round(up.Score.Low!.Value, 4)));
        Assert.True(graded.Against(up).FeedbackScore is { Significant: true, Value: < -0.6 });
    }

    private static ScoreSums Scores(params double[] scores) => scores.Aggregate(new ScoreSums(), static (sums, score) => sums.With(score));

    private static VariantFigures Of(params (int Attempt, string Outcome, decimal Cost)[] attempts)
    {
        UsageFigures usage = new();
        foreach ((int attempt, string outcome, decimal cost) in attempts)
        {
            usage.Add(Line(attempt, outcome, cost));
        }

        return new VariantFigures(usage, default);
    }

    private static UsageLine Line(int attempt, string outcome, decimal cost) => new()
    {
        StartedAt = DateTimeOffset.UnixEpoch,
        App = "shop",
        KeyId = "k",
        Model = "m",
        Provider = "p",
        Account = "a",
        Attempt = attempt,
        Outcome = outcome,
        Cost = cost,
        DurationMs = 10,
    };
}
