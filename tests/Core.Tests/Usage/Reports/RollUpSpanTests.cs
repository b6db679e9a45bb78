using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Usage.Reports;
using Xunit;

namespace LlmFunctions.Core.Tests.Usage.Reports;

public sealed class RollUpSpanTests
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_time_is_covered_by_weeks_then_days_then_hours()
    {
        IReadOnlyList<RollUpSpan> spans = RollUpSpan.Cover(Monday.AddDays(-2).AddHours(5), Monday.AddDays(23).AddHours(2), RollUpGrain.Week);

        Assert.Equal(
            [
                new RollUpSpan(RollUpGrain.Hour, Monday.AddDays(-2).AddHours(5), Monday.AddDays(-1)),
                new RollUpSpan(RollUpGrain.Day, Monday.AddDays(-1), Monday),
                new RollUpSpan(RollUpGrain.Week, Monday, Monday.AddDays(21)),
                new RollUpSpan(RollUpGrain.Day, Monday.AddDays(21), Monday.AddDays(23)),
                new RollUpSpan(RollUpGrain.Hour, Monday.AddDays(23), Monday.AddDays(23).AddHours(2)),
            ],
            spans);
    }

    [Fact]
    public void Every_hour_of_any_time_is_covered_once_and_by_whole_spans() =>
        Prop.ForAll(
            Gen.Choose(0, 24 * 60).Two().Zip(Gen.Elements(Enum.GetValues<RollUpGrain>())).ToArbitrary(),
            static asked =>
            {
                ((int from, int hours), RollUpGrain coarsest) = asked;
                DateTimeOffset start = Monday.AddHours(from);
                DateTimeOffset reached = start;
                foreach (RollUpSpan span in RollUpSpan.Cover(start, start.AddHours(hours), coarsest))
                {
                    Assert.Equal(reached, span.From);
                    Assert.Equal(span.From, RollUpSpan.Around(span.Grain, span.From).From);
                    Assert.Equal(span.To, RollUpSpan.Around(span.Grain, span.To.AddTicks(-1)).To);
                    Assert.True(span.Grain <= coarsest && span.From < span.To);
                    reached = span.To;
                }

                Assert.Equal(start.AddHours(hours), reached);
            }).QuickCheckThrowOnFailure();
}
