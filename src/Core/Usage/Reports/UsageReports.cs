using LlmFunctions.Configuration;
using LlmFunctions.Errors;

namespace LlmFunctions.Usage.Reports;

/// <summary>Answers questions about usage: whole weeks, days and hours from roll-ups, what is not rolled up yet from the records.</summary>
public sealed class UsageReports(IUsageReader records, IRollUpStore store, GatewayOptions options, TimeProvider timeProvider)
{
    private static readonly TimeSpan LongestOfRecords = TimeSpan.FromDays(31);
    private static readonly TimeSpan LongestOfHours = TimeSpan.FromDays(93);

    /// <exception cref="GatewayException">It cannot be answered from what is kept; says how it could.</exception>
    public async Task<UsageReport> AskAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        DateTimeOffset today = Times.Day(timeProvider.GetUtcNow());
        if (query.FromRecords)
        {
            if (query.To - query.From > LongestOfRecords)
            {
                throw Refuse($"Records are read for {LongestOfRecords.TotalDays:0} days at most.", "source");
            }

            UsageSums all = new(query.GroupBy);
            await AddRecordsAsync(all, query, query.From, query.To, cancellationToken);
            return Report(all, query.From, query.To);
        }

        RollUpCube cube = CubeOf(query);

        // Roll-ups are of whole hours, and before a time of whole days.
        DateTimeOffset hoursFrom = today - options.Usage.KeepHours;
        if (query.To - query.From > LongestOfHours && query.GroupBy.HasFlag(UsageDimensions.Hour))
        {
            throw Refuse($"Hours are told apart for {LongestOfHours.TotalDays:0} days at most. Ask for days, or for less.", "group_by");
        }

        if (query.From < hoursFrom && query.GroupBy.HasFlag(UsageDimensions.Hour))
        {
            throw Refuse($"Hours are kept since {hoursFrom:yyyy-MM-dd}. Ask for days, or for a later 'from'.", "from");
        }

        DateTimeOffset from = query.From < hoursFrom ? Times.Day(query.From) : Times.Hour(query.From);
        DateTimeOffset to = query.To < hoursFrom ? Times.DayFrom(query.To) : Times.HourFrom(query.To);
        DateTimeOffset through = (await store.ReadProgressAsync(cancellationToken)).Through ?? from;
        UsageSums sums = new(query.GroupBy);
        UsageSums recent = new(query.GroupBy);
        await Task.WhenAll(
            AddRollUpsAsync(sums, query, cube, from, Times.Earlier(to, through), cancellationToken),
            AddRecordsAsync(recent, query, Times.Later(from, through), to, cancellationToken));
        sums.Add(recent);
        return Report(sums, from, to);
    }

    private static UsageReport Report(UsageSums sums, DateTimeOffset from, DateTimeOffset to)
    {
        UsageFigures total = new();
        foreach (UsageFigures figures in sums.Groups.Values)
        {
            total.Add(figures);
        }

        return new UsageReport(from, to, total, [.. sums.Groups.Select(static group => (group.Key, group.Value)).OrderBy(static group => group.Key, UsageKeyOrder.Instance)]);
    }

    private async Task AddRollUpsAsync(UsageSums sums, UsageQuery query, RollUpCube cube, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        RollUpGrain coarsest = query.GroupBy.HasFlag(UsageDimensions.Hour) ? RollUpGrain.Hour : query.GroupBy.HasFlag(UsageDimensions.Day) ? RollUpGrain.Day : RollUpGrain.Week;
        IEnumerable<Task<IReadOnlyList<RollUp>>> parts = RollUpSpan.Cover(from, to, coarsest)
            .Select(span => store.ReadAsync(cube, span.Grain, query.App, span.From, span.To, cancellationToken));
        foreach (RollUp rollUp in (await Task.WhenAll(parts)).SelectMany(static part => part))
        {
            RollUpContent.Add(rollUp, sums, query.Wants);
        }
    }

    private async Task AddRecordsAsync(UsageSums sums, UsageQuery query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (from < to)
        {
            await records.ReadAsync(
                query.App,
                from,
                to,
                line =>
                {
                    if (query.Wants(UsageKey.Of(line)))
                    {
                        sums.Add(line);
                    }
                },
                cancellationToken);
        }
    }

    private static RollUpCube CubeOf(UsageQuery query)
    {
        UsageDimensions needs = query.Needs & ~(UsageDimensions.App | UsageDimensions.Hour | UsageDimensions.Day);
        foreach ((RollUpCube cube, UsageDimensions dimensions) in UsageRollUps.Cubes)
        {
            if ((needs & ~dimensions) == 0)
            {
                return cube;
            }
        }

        throw Refuse("Users, keys, experiments, and providers with accounts and models can be told apart alone only, except with 'source=records'.", "group_by");
    }

    private static GatewayException Refuse(string message, string param) => new(ErrorKind.InvalidRequest, message, param);
}
