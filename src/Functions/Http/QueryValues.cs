using System.Globalization;
using LlmFunctions.Errors;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Reads the parameters of a query; an empty one counts as not given.</summary>
internal static class QueryValues
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public static string? Value(this IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>A day from its beginning, or a time; in UTC where nothing else is said.</summary>
    public static DateTimeOffset? Time(this IQueryCollection query, string name) => query.Value(name) is not { } text ? null
        : DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) && time.Year > 1 ? time
        : throw new GatewayException(ErrorKind.InvalidRequest, $"'{name}' must be a time such as 2026-01-15T12:00:00Z.", name);

    public static int Limit(this IQueryCollection query, int normal, int most) => query.Value("limit") is not { } text ? normal
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit >= 1 && limit <= most ? limit
        : throw new GatewayException(ErrorKind.InvalidRequest, $"'limit' must be a whole number from 1 to {most}.", "limit");
}
