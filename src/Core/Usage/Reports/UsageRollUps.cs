using LlmFunctions.Configuration;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Usage.Reports;

/// <summary>
/// Rolls records up into hours, hours into days and days into weeks. An hour is rolled up when no call that began in it can be under way any more, so that
/// its records are complete; until then reports read the records themselves. Whoever does it again writes the same again: so it may
/// break off anywhere, and several instances may do it at once.
/// </summary>
public sealed class UsageRollUps(IUsageReader records, IRollUpStore store, GatewayOptions options, TimeProvider timeProvider, ILogger<UsageRollUps> logger)
{
    // Until the record of a call that has ended is there at the latest, and what the clocks of instances differ by.
    internal static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    internal static readonly (RollUpCube Cube, UsageDimensions Dimensions)[] Cubes =
    [
        (RollUpCube.Models, UsageDimensions.Account | UsageDimensions.Model),
        (RollUpCube.Users, UsageDimensions.User),
        (RollUpCube.Keys, UsageDimensions.Key),
        (RollUpCube.Experiments, UsageDimensions.Variant),
    ];

    /// <summary>Rolls up all hours that are complete and the days and weeks that they complete.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = await NowAsync(cancellationToken);
        DateTimeOffset complete = Times.Hour(now - options.Deadline - Slack);
        int hours = 0;
        while (true)
        {
            RollUpProgress progress = await store.ReadProgressAsync(cancellationToken);
            if (progress.Through >= complete)
            {
                break;
            }

            // Days without any record are passed over.
            DateTimeOffset hour = progress.Through ?? DateTimeOffset.MinValue;
            DateTimeOffset next = Times.Earlier(await records.FirstDayAsync(Times.Day(hour), cancellationToken) ?? complete, complete);
            if (next > hour)
            {
                await AdvanceAsync(progress, next, cancellationToken);
                continue;
            }

            await RollUpHourAsync(hour, cancellationToken);
            await AdvanceAsync(progress, hour.AddHours(1), cancellationToken);
            hours++;
        }

        await RollUpAgainAsync(now, cancellationToken);
        if (hours > 0)
        {
            Log.RolledUp(logger, hours, complete);
        }
    }

    /// <summary>Deletes what was kept long enough.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset today = Times.Day(await NowAsync(cancellationToken));
        UsageOptions keep = options.Usage;

        // What is not rolled up yet would be lost to all reports.
        DateTimeOffset rolledUp = (await store.ReadProgressAsync(cancellationToken)).Through is { } through ? Times.Day(through) : DateTimeOffset.MinValue;
        int daysOfRecords = await records.PurgeAsync(Times.Earlier(today - keep.KeepRecords, rolledUp), cancellationToken);
        int hours = await store.PurgeAsync(RollUpGrain.Hour, today - keep.KeepHours, cancellationToken);
        int days = await store.PurgeAsync(RollUpGrain.Day, today - keep.KeepDays, cancellationToken);
        int weeks = await store.PurgeAsync(RollUpGrain.Week, today - keep.KeepDays, cancellationToken);
        Log.UsagePurged(logger, daysOfRecords, hours, days, weeks);
    }

    /// <summary>Says that all before a moment is rolled up, after the days and weeks that are complete with it.</summary>
    private async Task AdvanceAsync(RollUpProgress from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (from.Through is { } through)
        {
            await RollUpLongerAsync(through, to, cancellationToken);
        }

        await store.AdvanceAsync(from, to, cancellationToken);
    }

    /// <summary>Rolls up again the hours of which records came late, and their days and weeks.</summary>
    private async Task RollUpAgainAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset through = (await store.ReadProgressAsync(cancellationToken)).Through ?? DateTimeOffset.MinValue;
        UsageOptions keep = options.Usage;
        DateTimeOffset kept = Times.Later(
            Times.Day(now) - (keep.KeepRecords < keep.KeepHours ? keep.KeepRecords : keep.KeepHours) + TimeSpan.FromDays(1),
            Times.Day(now) - keep.KeepDays + TimeSpan.FromDays(Times.DaysAWeek));
        foreach (RollUpProgress late in await store.ReadLateAsync(cancellationToken))
        {
            // Of an hour whose other records are gone, or may be going now, the sum cannot be made again; nor of a week without all its days.
            if (late.Through is { } hour && hour < through && hour >= kept)
            {
                await RollUpHourAsync(hour, cancellationToken);
                await RollUpLongerAsync(hour, through, cancellationToken);
            }

            await store.ForgetLateAsync(late, cancellationToken);
        }
    }

    /// <summary>
    /// The earlier one of two clocks, this instance's and the store's: an instance whose own is far ahead must not close hours that others still
    /// write to, nor delete what is not old.
    /// </summary>
    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => Times.Earlier(timeProvider.GetUtcNow(), await store.ReadTimeAsync(cancellationToken));

    private async Task RollUpHourAsync(DateTimeOffset hour, CancellationToken cancellationToken)
    {
        Dictionary<string, UsageSums[]> apps = [];
        await records.ReadAsync(
            null,
            hour,
            hour.AddHours(1),
            line =>
            {
                UsageSums[] sums = SumsOf(apps, line.App);
                for (int cube = 0; cube < Cubes.Length; cube++)
                {
                    if (Cubes[cube].Cube != RollUpCube.Experiments || line.Experiment is not null)
                    {
                        sums[cube].Add(line);
                    }
                }
            },
            cancellationToken);
        await WriteAsync(RollUpGrain.Hour, hour, apps, cancellationToken);
    }

    /// <summary>Rolls up the day and the week of an hour, where they end before a moment.</summary>
    private async Task RollUpLongerAsync(DateTimeOffset hour, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (RollUpSpan span in new[] { RollUpSpan.Around(RollUpGrain.Day, hour), RollUpSpan.Around(RollUpGrain.Week, hour) })
        {
            if (span.To <= until)
            {
                await SumUpAsync(span, cancellationToken);
            }
        }
    }

    /// <summary>Adds up the hours of a day, or the days of a week.</summary>
    private async Task SumUpAsync(RollUpSpan span, CancellationToken cancellationToken)
    {
        Dictionary<string, UsageSums[]> apps = [];
        for (int cube = 0; cube < Cubes.Length; cube++)
        {
            foreach (RollUp part in await store.ReadAsync(Cubes[cube].Cube, span.Grain - 1, null, span.From, span.To, cancellationToken))
            {
                RollUpContent.Add(part, SumsOf(apps, part.App)[cube]);
            }
        }

        await WriteAsync(span.Grain, span.From, apps, cancellationToken);
    }

    private async Task WriteAsync(RollUpGrain grain, DateTimeOffset start, Dictionary<string, UsageSums[]> apps, CancellationToken cancellationToken)
    {
        foreach ((string app, UsageSums[] sums) in apps)
        {
            for (int cube = 0; cube < Cubes.Length; cube++)
            {
                if (sums[cube].Groups.Count > 0)
                {
                    await store.WriteAsync(new RollUp(Cubes[cube].Cube, grain, start, app, RollUpContent.Write(sums[cube])), cancellationToken);
                }
            }
        }
    }

    private static UsageSums[] SumsOf(Dictionary<string, UsageSums[]> apps, string app)
    {
        if (!apps.TryGetValue(app, out UsageSums[]? sums))
        {
            apps.Add(app, sums = [.. Cubes.Select(static cube => new UsageSums(cube.Dimensions))]);
        }

        return sums;
    }
}
