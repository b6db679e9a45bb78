using System.Globalization;
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

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public static HealthHistoryQuery Read(IQueryCollection query, TimeSpan keep, DateTimeOffset now)
    {
        DateTimeOffset latest = now + ClockTolerance;
        DateTimeOffset earliest = now - keep - PurgeInterval;
        DateTimeOffset to = Time(query, "to") ?? latest;
        DateTimeOffset from = Time(query, "from") ?? Earlier(to, now).AddDays(-1);
        return from < to
            ? new HealthHistoryQuery
            {
                From = from < earliest ? earliest : from,
                To = Earlier(to, latest),
                Provider = Value(query, "provider"),
                Account = Value(query, "account"),
                Limit = Limit(query),
                After = Value(query, "after"),
            }
            : throw new GatewayException(ErrorKind.InvalidRequest, "'from' must be before 'to'.", "from");
    }

    private static int Limit(IQueryCollection query) => Value(query, "limit") is not { } text ? DefaultLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= MostPoints ? limit
        : throw new GatewayException(ErrorKind.InvalidRequest, $"'limit' must be a whole number from 1 to {MostPoints}.", "limit");

    private static DateTimeOffset? Time(IQueryCollection query, string name) => Value(query, name) is not { } text ? null
        : DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) && time.Year > 1 ? time
        : throw new GatewayException(ErrorKind.InvalidRequest, $"'{name}' must be a time such as 2026-01-15T12:00:00Z.", name);

    private static string? Value(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
