using LlmFunctions.Configuration;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Usage.Reports;

/// <summary>
/// Rolls records up into hours and hours into days. An hour is rolled up when no call that began in it can be under way any more, so that
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

    /// <summary>Rolls up all hours that are complete and the days that they complete.</summary>
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
                await store.AdvanceAsync(progress, next, cancellationToken);
                continue;
            }

            await RollUpHourAsync(hour, cancellationToken);
            if (hour.Hour == 23)
            {
                await RollUpDayAsync(Times.Day(hour), cancellationToken);
            }

            await store.AdvanceAsync(progress, hour.AddHours(1), cancellationToken);
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
        Log.UsagePurged(logger, daysOfRecords, hours, days);
    }

    /// <summary>Rolls up again the hours of which records came late, and their days.</summary>
    private async Task RollUpAgainAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset through = (await store.ReadProgressAsync(cancellationToken)).Through ?? DateTimeOffset.MinValue;
        UsageOptions keep = options.Usage;
        DateTimeOffset kept = Times.Day(now) - (keep.KeepRecords < keep.KeepHours ? keep.KeepRecords : keep.KeepHours) + TimeSpan.FromDays(1);
        foreach (RollUpProgress late in await store.ReadLateAsync(cancellationToken))
        {
            // Of an hour whose other records are gone, or may be going now, the sum cannot be made again.
            if (late.Through is { } hour && hour < through && hour >= kept)
            {
                await RollUpHourAsync(hour, cancellationToken);
                if (Times.Day(hour).AddDays(1) <= through)
                {
                    await RollUpDayAsync(Times.Day(hour), cancellationToken);
                }
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

    private async Task RollUpDayAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        Dictionary<string, UsageSums[]> apps = [];
        for (int cube = 0; cube < Cubes.Length; cube++)
        {
            foreach (RollUp hour in await store.ReadAsync(Cubes[cube].Cube, RollUpGrain.Hour, null, day, day.AddDays(1), cancellationToken))
            {
                foreach (RollUpGroup group in RollUpContent.Read(hour.Content))
                {
                    SumsOf(apps, hour.App)[cube].Add(group.Of, group.Figures);
                }
            }
        }

        await WriteAsync(RollUpGrain.Day, day, apps, cancellationToken);
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
