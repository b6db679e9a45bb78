using LlmFunctions.Configuration;
using LlmFunctions.Core.Tests.Usage.Reports;
using LlmFunctions.Errors;
using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Experiments.Reports;
using LlmFunctions.Testing;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Experiments;

public sealed class ExperimentReportsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 12, 0, 0, 0, TimeSpan.Zero);

    // Thursday, 12:30.
    private readonly ManualTimeProvider _time = new(Start.AddDays(3).AddHours(12.5));
    private readonly MemoryUsage _usage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_from_roll_ups_is_that_of_the_records_and_reads_only_the_last_of_them()
    {
        // Every third call is one of the experiment.
        _usage.Records.AddRange(UsageLines.Some(3_000, 1, Start, _time.GetUtcNow()));
        ExperimentReport before = await AskAsync();
        await new UsageRollUps(_usage, _usage, new GatewayOptions(), _time, NullLogger<UsageRollUps>.Instance).RunAsync(Cancellation);
        int reads = _usage.Reads;
        ExperimentReport after = await AskAsync();

        Assert.InRange(_usage.Reads - reads, 0, _usage.Records.Count(line => line.StartedAt >= _usage.Through));
        Assert.Equal(1_000, after.Variants.Sum(static variant => variant.Attempts));
        foreach ((VariantReport one, VariantReport other) in before.Variants.Zip(after.Variants))
        {
            Assert.Equal((one.Variant, one.Requests, one.Attempts, one.Errors, one.Cancelled, one.Cost), (other.Variant, other.Requests, other.Attempts, other.Errors, other.Cancelled, other.Cost));
            Assert.Equal((one.ErrorRate, one.LatencyMs?.P95), (other.ErrorRate, other.LatencyMs?.P95));
            if (one.CostPerRequest is { } cost)
            {
                Assert.InRange(other.CostPerRequest!.High!.Value / cost.High!.Value, 1 - 1e-9, 1 + 1e-9);
            }
        }
    }

    [Fact]
    public async Task The_control_comes_first_and_variants_that_are_no_more_are_told_too()
    {
        _usage.Records.AddRange(UsageLines.Some(300, 1, Start, _time.GetUtcNow()));
        ExperimentReport report = await AskAsync(new MemoryFeedback(("variant-1", 1), ("variant-1", 0), ("gone", 1)));

        Assert.Equal(["variant-1", "gone", "unused", "variant-0"], report.Variants.Select(static variant => variant.Variant));
        Assert.Equal(["gpt-4o", null, "gpt-4o-mini", null], report.Variants.Select(static variant => variant.Target));
        Assert.Equal([0.75, null, 0.25, null], report.Variants.Select(static variant => variant.Share));
        Assert.Equal([2L, 1, 0, 0], report.Variants.Select(static variant => variant.FeedbackCount));
        Assert.Null(report.Variants[0].AgainstControl);
        Assert.Equal(0.5, report.Variants[1].AgainstControl!.FeedbackScore!.Value);
        Assert.Equal(new VariantComparison(), report.Variants[2].AgainstControl);
    }

    [Fact]
    public async Task It_is_of_the_time_of_the_experiment_unless_another_is_asked_for()
    {
        MemoryFeedback feedback = new();
        await AskAsync(feedback);
        Assert.Equal(("size", Start.AddHours(3), Start.AddDays(3).AddHours(13)), feedback.Asked);

        await Reports(feedback, Experiment with { End = Start.AddDays(1) }).AskAsync("size", null, null, Cancellation);
        Assert.Equal(("size", Start.AddHours(3), Start.AddDays(2)), feedback.Asked);

        await Reports(feedback, Experiment with { Start = null }).AskAsync("size", null, Start.AddHours(5), Cancellation);
        Assert.Equal(("size", Start.AddDays(-30).AddHours(5), Start.AddHours(5)), feedback.Asked);

        await Reports(feedback).AskAsync("size", Start.AddHours(1), null, Cancellation);
        Assert.Equal(Start.AddHours(1), feedback.Asked!.Value.From);
    }

    [Theory]
    [InlineData("another", 0, 1, ErrorKind.NotFound)]
    [InlineData("size", 2, 2, ErrorKind.InvalidRequest)]
    [InlineData("size", 200, 300, ErrorKind.InvalidRequest)]
    [InlineData("size", -9_000, 1, ErrorKind.InvalidRequest)]
    public async Task What_cannot_be_told_is_refused(string name, int from, int to, ErrorKind kind) => Assert.Equal(
        kind,
        (await Assert.ThrowsAsync<GatewayException>(() => Reports(new MemoryFeedback()).AskAsync(name, Start.AddHours(from), Start.AddHours(to), Cancellation))).Error.Kind);

    [Fact]
    public async Task Feedback_goes_with_the_records()
    {
        MemoryFeedback feedback = new();
        GatewayOptions options = new() { Usage = new UsageOptions { KeepRecords = TimeSpan.FromDays(2) } };
        await new FeedbackPurge(feedback, options, _time, NullLogger<FeedbackPurge>.Instance).RunAsync(Cancellation);
        Assert.Equal(Start.AddDays(1), feedback.PurgedBefore);
    }

    private static ExperimentOptions Experiment { get; } = new()
    {
        Name = "size",
        Model = "fast",
        Control = "variant-1",
        Start = Start.AddHours(3),
        Variants = [new VariantOptions { Name = "unused", Target = "gpt-4o-mini" }, new VariantOptions { Name = "variant-1", Target = "gpt-4o", Weight = 3 }],
    };

    private Task<ExperimentReport> AskAsync(MemoryFeedback? feedback = null) => Reports(feedback ?? new MemoryFeedback()).AskAsync("SIZE", feedback is null ? Start : null, null, Cancellation);

    private ExperimentReports Reports(MemoryFeedback feedback, ExperimentOptions? experiment = null)
    {
        GatewayOptions options = new() { Experiments = [experiment ?? Experiment] };
        return new ExperimentReports(options, new UsageReports(_usage, _usage, options, _time), feedback, _time);
    }
}
