using LlmFunctions.Errors;
using LlmFunctions.Resilience;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Reads which points of the history a request asks for.</summary>
internal static class HistoryQuery
{
    private const int DefaultLimit = 100;
    private const int MostPoints = 1000;

    // Purging runs once a day, so a day more than what is kept may be there. Before that there is nothing to be looked for.
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromDays(1);

    // The clocks of instances differ a little.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    public static HealthHistoryQuery Read(IQueryCollection query, TimeSpan keep, DateTimeOffset now)
    {
        DateTimeOffset latest = now + ClockTolerance;
        DateTimeOffset earliest = now - keep - PurgeInterval;
        DateTimeOffset to = query.Time("to") ?? latest;
        DateTimeOffset from = query.Time("from") ?? Earlier(to, now).AddDays(-1);
        return from < to
            ? new HealthHistoryQuery
            {
                From = from < earliest ? earliest : from,
                To = Earlier(to, latest),
                Provider = query.Value("provider"),
                Account = query.Value("account"),
                Limit = query.Limit(DefaultLimit, MostPoints),
                After = query.Value("after"),
            }
            : throw new GatewayException(ErrorKind.InvalidRequest, "'from' must be before 'to'.", "from");
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
