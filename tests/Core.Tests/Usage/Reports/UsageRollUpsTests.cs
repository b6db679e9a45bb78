using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Testing;
using LlmFunctions.Usage;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Core.Tests.Usage.Reports;

public sealed class UsageRollUpsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 12, 0, 0, 0, TimeSpan.Zero);

    // Thursday, 12:30.
    private readonly ManualTimeProvider _time = new(Start.AddDays(3).AddHours(12.5));
    private readonly MemoryUsage _usage = new();
    private readonly GatewayOptions _options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(UsageDimensions.None)]
    [InlineData(UsageDimensions.App)]
    [InlineData(UsageDimensions.Provider)]
    [InlineData(UsageDimensions.Account | UsageDimensions.Day)]
    [InlineData(UsageDimensions.Model | UsageDimensions.Hour)]
    [InlineData(UsageDimensions.Account | UsageDimensions.Model | UsageDimensions.App)]
    [InlineData(UsageDimensions.User | UsageDimensions.Day)]
    [InlineData(UsageDimensions.User | UsageDimensions.App)]
    [InlineData(UsageDimensions.Key | UsageDimensions.Hour)]
    [InlineData(UsageDimensions.Variant | UsageDimensions.Day)]
    public async Task A_report_from_roll_ups_is_that_of_the_records_to_the_last_digit(UsageDimensions groupBy)
    {
        _usage.Records.AddRange(UsageLines.Some(4_000, 1, Start, _time.GetUtcNow()));
        await RollUps().RunAsync(Cancellation);

        Random random = new((int)groupBy);
        for (int i = 0; i < 20; i++)
        {
            DateTimeOffset from = Start.AddHours(random.Next(40));
            UsageQuery query = new()
            {
                From = from,
                To = from.AddHours(1 + random.Next(84)),
                GroupBy = groupBy,
                App = random.Next(3) == 0 ? "app-1" : null,
                Model = random.Next(3) == 0 && (groupBy & (UsageDimensions.User | UsageDimensions.Key | UsageDimensions.Experiment)) == 0 ? "model-1" : null,
                Experiment = groupBy.HasFlag(UsageDimensions.Experiment) ? "size" : null,
            };
            AssertSame(await Reports().AskAsync(query with { FromRecords = true }, Cancellation), await Reports().AskAsync(query, Cancellation));
        }
    }

    [Theory]
    [InlineData(UsageDimensions.None)]
    [InlineData(UsageDimensions.Model | UsageDimensions.Day)]
    [InlineData(UsageDimensions.User)]
    public async Task Weeks_of_which_days_had_no_call_are_told_to_the_last_digit_too(UsageDimensions groupBy)
    {
        // Seven weeks, of which some days, ends of weeks and a whole week have no record.
        ManualTimeProvider time = new(Start.AddDays(45).AddHours(7.3));
        foreach ((double from, double to) in new[] { (2, 3.5), (4.2, 6.1), (8, 12), (12.9, 15.3), (22, 26), (28, 34.99), (37, 45.3) })
        {
            _usage.Records.AddRange(UsageLines.Some(200, (int)from, Start.AddDays(from), Start.AddDays(to)));
        }

        await RollUps(time).RunAsync(Cancellation);
        LateRecords late = new(_usage, _usage, _options, time);
        await late.AppendAsync(Record(Start.AddDays(9).AddHours(3)), Cancellation);
        await late.AppendAsync(Record(Start.AddDays(44).AddHours(3)), Cancellation);
        await RollUps(time).RunAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 6).Select(static week => Start.AddDays(7 * week)), WeeksOf(_usage));
        Random random = new(7);
        for (int i = 0; i < 40; i++)
        {
            DateTimeOffset from = Start.AddHours(random.Next(24 * 14));
            UsageQuery query = new() { From = from, To = from.AddHours(1 + random.Next(24 * 31)), GroupBy = groupBy };
            AssertSame(await Reports(time).AskAsync(query with { FromRecords = true }, Cancellation), await Reports(time).AskAsync(query, Cancellation));
        }

        int before = _usage.RollUpsRead;
        await Reports(time).AskAsync(new UsageQuery { From = Start, To = Start.AddDays(42) }, Cancellation);
        Assert.InRange(_usage.RollUpsRead - before, 1, 6 * _usage.Records.Select(static line => line.App).Distinct().Count());
    }

    [Fact]
    public async Task Past_hours_are_not_read_from_records_again()
    {
        _usage.Records.AddRange(UsageLines.Some(1_000, 1, Start, _time.GetUtcNow()));
        await RollUps().RunAsync(Cancellation);
        int before = _usage.Reads;

        UsageReport report = await Reports().AskAsync(Everything, Cancellation);

        Assert.Equal(1_000, report.Total.Requests);
        Assert.InRange(_usage.Reads - before, 0, _usage.Records.Count(line => line.StartedAt >= _usage.Through));
        Assert.Equal(Times.Hour(_time.GetUtcNow()), _usage.Through);
    }

    [Fact]
    public async Task An_hour_is_rolled_up_only_when_no_call_of_it_can_be_under_way()
    {
        // The deadline of a call is 220 s; five minutes more are given to its record and the clocks.
        UsageLine late = UsageLines.Some(1, 1, Start.AddDays(3).AddHours(12.99), Start.AddDays(3).AddHours(12.999)).Single() with { Cost = 5 };
        ManualTimeProvider time = new(Start.AddDays(3).AddHours(13).AddSeconds(519));
        _usage.Records.Add(UsageLines.Some(1, 2, Start, Start.AddHours(1)).Single() with { Cost = 1 });
        await RollUps(time).RunAsync(Cancellation);
        Assert.Equal(Start.AddDays(3).AddHours(12), _usage.Through);

        // The stream ends, and its record begins in the hour before.
        _usage.Records.Add(late);
        Assert.Equal(6, (await Reports(time).AskAsync(Everything, Cancellation)).Total.Cost);
        time.Advance(TimeSpan.FromSeconds(1));
        await RollUps(time).RunAsync(Cancellation);

        Assert.Equal(Start.AddDays(3).AddHours(13), _usage.Through);
        Assert.Equal(6, (await Reports(time).AskAsync(Everything, Cancellation)).Total.Cost);
    }

    [Fact]
    public async Task A_process_that_dies_anywhere_leaves_reports_right_and_the_next_goes_on()
    {
        _usage.Records.AddRange(UsageLines.Some(300, 1, Start, _time.GetUtcNow()));
        UsageReport expected = await Reports().AskAsync(Everything with { FromRecords = true }, Cancellation);
        int deaths = 0;
        for (bool done = false; !done;)
        {
            _usage.WritesUntilDeath = deaths % 17;
            try
            {
                await RollUps().RunAsync(Cancellation);
                done = true;
            }
            catch (IOException)
            {
                deaths++;
            }

            _usage.WritesUntilDeath = null;
            AssertSame(expected, await Reports().AskAsync(Everything, Cancellation));
        }

        Assert.InRange(deaths, 20, 10_000);
        Assert.Equal(Times.Hour(_time.GetUtcNow()), _usage.Through);
    }

    [Fact]
    public async Task A_record_that_comes_when_its_hour_is_rolled_up_already_is_counted_all_the_same()
    {
        _usage.Records.AddRange(UsageLines.Some(100, 1, Start, _time.GetUtcNow()));
        await RollUps().RunAsync(Cancellation);
        LateRecords ledger = new(_usage, _usage, _options, _time);

        await ledger.AppendAsync(Record(Start.AddDays(1).AddHours(3)), Cancellation);
        await ledger.AppendAsync(Record(_time.GetUtcNow()), Cancellation);
        Assert.Equal([Start.AddDays(1).AddHours(3)], _usage.Late);
        await RollUps().RunAsync(Cancellation);

        Assert.Empty(_usage.Late);
        UsageReport report = await Reports().AskAsync(Everything, Cancellation);
        AssertSame(await Reports().AskAsync(Everything with { FromRecords = true }, Cancellation), report);
        Assert.Equal(102, report.Total.Requests);
    }

    [Fact]
    public async Task Two_instances_at_once_make_the_same_sums()
    {
        _usage.Records.AddRange(UsageLines.Some(500, 1, Start, _time.GetUtcNow()));
        UsageReport expected = await Reports().AskAsync(Everything with { FromRecords = true }, Cancellation);
        _usage.BeforeWrite = () => RollUps().RunAsync(Cancellation);

        await RollUps().RunAsync(Cancellation);

        AssertSame(expected, await Reports().AskAsync(Everything, Cancellation));
    }

    [Fact]
    public async Task An_instance_whose_clock_is_far_ahead_closes_no_hour_that_others_still_write_to()
    {
        _usage.Time = _time.GetUtcNow();
        _usage.Records.AddRange(UsageLines.Some(300, 1, Start, _time.GetUtcNow()));
        await RollUps(new ManualTimeProvider(_time.GetUtcNow().AddDays(2))).RunAsync(Cancellation);
        Assert.Equal(Start.AddDays(3).AddHours(12), _usage.Through);

        // The others go on, and what they write is in no roll-up yet.
        _usage.Records.AddRange(UsageLines.Some(200, 2, _time.GetUtcNow(), _time.GetUtcNow().AddHours(9)));
        _time.Advance(TimeSpan.FromHours(10));
        _usage.Time = _time.GetUtcNow();
        await RollUps().RunAsync(Cancellation);

        Assert.Equal(Start.AddDays(3).AddHours(22), _usage.Through);
        UsageReport report = await Reports().AskAsync(Everything, Cancellation);
        AssertSame(await Reports().AskAsync(Everything with { FromRecords = true }, Cancellation), report);
        Assert.Equal(500, report.Total.Requests);
    }

    [Fact]
    public async Task An_instance_whose_clock_is_far_ahead_deletes_nothing_before_its_time()
    {
        _usage.Time = _time.GetUtcNow();
        _usage.Records.AddRange(UsageLines.Some(300, 1, Start, _time.GetUtcNow()));
        await RollUps().RunAsync(Cancellation);
        int rollUps = _usage.RollUps.Count;

        await RollUps(new ManualTimeProvider(_time.GetUtcNow().AddYears(10))).PurgeAsync(Cancellation);

        Assert.Equal((300, rollUps), (_usage.Records.Count, _usage.RollUps.Count));
    }

    [Fact]
    public async Task Percentiles_of_several_days_are_those_of_all_their_calls_and_not_an_average_of_the_days()
    {
        // Nine calls in ten are of a quiet Monday, the others of a slow Tuesday; an average of the two medians would be 550 ms.
        UsageLine some = UsageLines.Some(1, 1, Start, Start.AddHours(1)).Single();
        _usage.Records.AddRange(Enumerable.Range(0, 900).Select(i => some with { StartedAt = Start.AddMinutes(i), DurationMs = 100 }));
        _usage.Records.AddRange(Enumerable.Range(0, 100).Select(i => some with { StartedAt = Start.AddDays(1).AddMinutes(i), DurationMs = 1_000 }));
        await RollUps().RunAsync(Cancellation);

        LatencyHistogram durations = (await Reports().AskAsync(new UsageQuery { From = Start, To = Start.AddDays(2) }, Cancellation)).Total.Durations;

        Assert.Equal(1_000, durations.Count);
        Assert.InRange(durations.Percentile(0.50)!.Value, 95, 105);
        Assert.InRange(durations.Percentile(0.89)!.Value, 95, 105);
        Assert.InRange(durations.Percentile(0.91)!.Value, 950, 1_050);
    }

    [Fact]
    public async Task Records_go_after_their_time_and_their_sums_stay()
    {
        _usage.Records.AddRange(UsageLines.Some(500, 1, Start, _time.GetUtcNow()));
        await RollUps().RunAsync(Cancellation);
        UsageReport expected = await Reports().AskAsync(Everything, Cancellation);
        GatewayOptions options = new() { Usage = new UsageOptions { KeepRecords = TimeSpan.FromDays(2), KeepHours = TimeSpan.FromDays(2) } };

        await RollUps(options: options).PurgeAsync(Cancellation);

        Assert.All(_usage.Records, line => Assert.True(line.StartedAt >= Start.AddDays(1)));
        Assert.DoesNotContain(_usage.RollUps.Values, static one => one.Grain == RollUpGrain.Hour && one.Start < Start.AddDays(1));
        AssertSame(expected, await Reports(options: options).AskAsync(Everything, Cancellation));
    }

    [Fact]
    public async Task Records_that_are_not_rolled_up_are_not_deleted_however_old_they_are()
    {
        _usage.Records.AddRange(UsageLines.Some(50, 1, Start, _time.GetUtcNow()));
        ManualTimeProvider later = new(Start.AddDays(400));

        await RollUps(later).PurgeAsync(Cancellation);

        Assert.Equal(50, _usage.Records.Count);
    }

    [Fact]
    public async Task What_cannot_be_told_apart_together_is_refused_and_can_be_had_from_records()
    {
        _usage.Records.AddRange(UsageLines.Some(50, 1, Start, _time.GetUtcNow()));
        UsageQuery query = Everything with { GroupBy = UsageDimensions.User | UsageDimensions.Model };

        GatewayException refused = await Assert.ThrowsAsync<GatewayException>(() => Reports().AskAsync(query, Cancellation));

        Assert.Equal((ErrorKind.InvalidRequest, "group_by"), (refused.Error.Kind, refused.Error.Param));
        Assert.Equal(50, (await Reports().AskAsync(query with { FromRecords = true }, Cancellation)).Groups.Sum(static group => group.Figures.Requests));
    }

    [Fact]
    public async Task Hours_that_are_not_kept_any_more_are_refused_and_their_days_are_told_whole()
    {
        _usage.Records.AddRange(UsageLines.Some(500, 1, Start, _time.GetUtcNow()));
        await RollUps().RunAsync(Cancellation);
        GatewayOptions options = new() { Usage = new UsageOptions { KeepHours = TimeSpan.FromDays(2) } };
        UsageQuery query = Everything with { From = Start.AddHours(5) };

        GatewayException refused = await Assert.ThrowsAsync<GatewayException>(() => Reports(options: options).AskAsync(query with { GroupBy = UsageDimensions.Hour }, Cancellation));
        UsageReport report = await Reports(options: options).AskAsync(query, Cancellation);

        Assert.Equal("from", refused.Error.Param);
        Assert.Equal((Start, 500), (report.From, report.Total.Requests));
    }

    private static IEnumerable<DateTimeOffset> WeeksOf(MemoryUsage usage) => usage.RollUps.Values.Where(static one => one.Grain == RollUpGrain.Week).Select(static one => one.Start).Distinct().Order();

    private static UsageRecord Record(DateTimeOffset startedAt) => new()
    {
        RequestId = "r",
        Attempt = 1,
        StartedAt = startedAt,
        App = "app-1",
        KeyId = "k",
        RequestedModel = "m",
        Model = "m",
        Provider = "p",
        Account = "a",
        Dialect = "openai",
        Outcome = "success",
        Duration = TimeSpan.Zero,
        Cost = 3,
    };

    private static UsageQuery Everything => new() { From = Start, To = Start.AddDays(4), GroupBy = UsageDimensions.App | UsageDimensions.Model };

    private static void AssertSame(UsageReport expected, UsageReport actual)
    {
        Assert.Equal(expected.Groups.Select(static group => group.Key), actual.Groups.Select(static group => group.Key));
        foreach (((UsageKey key, UsageFigures one), (_, UsageFigures other)) in expected.Groups.Zip(actual.Groups).Append(((new UsageKey(), expected.Total), (new UsageKey(), actual.Total))))
        {
            Assert.Equal((key, one.Requests, one.Cost, one.Unpriced), (key, other.Requests, other.Cost, other.Unpriced));
            Assert.Equal(
                (one.PromptTokens, one.CompletionTokens, one.CachedTokens, one.CacheWriteTokens, one.ReasoningTokens, one.Estimated, one.Streamed),
                (other.PromptTokens, other.CompletionTokens, other.CachedTokens, other.CacheWriteTokens, other.ReasoningTokens, other.Estimated, other.Streamed));
            Assert.Equal(one.Outcomes, other.Outcomes);
            Assert.Equal(one.Calls, other.Calls);
            Assert.InRange(other.CostSquares, one.CostSquares * (1 - 1e-12), one.CostSquares * (1 + 1e-12));
            Assert.Equal(one.Durations.Buckets, other.Durations.Buckets);
            Assert.Equal(one.FirstTokens.Percentile(0.95), other.FirstTokens.Percentile(0.95));
        }
    }

    private UsageRollUps RollUps(ManualTimeProvider? time = null, GatewayOptions? options = null) =>
        new(_usage, _usage, options ?? _options, time ?? _time, NullLogger<UsageRollUps>.Instance);

    private UsageReports Reports(ManualTimeProvider? time = null, GatewayOptions? options = null) => new(_usage, _usage, options ?? _options, time ?? _time);
}
