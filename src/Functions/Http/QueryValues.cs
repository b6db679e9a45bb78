using System.Globalization;
using LlmFunctions.Errors;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Reads the parameters that lists have in common.</summary>
internal static class QueryValues
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>A value that is not empty.</summary>
    public static string? Text(this IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>A time, or a day from its beginning; in UTC where nothing else is said.</summary>
    public static DateTimeOffset? Time(this IQueryCollection query, string name) => query.Text(name) is not { } text ? null
        : DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) && time.Year > 1 ? time
        : throw new GatewayException(ErrorKind.InvalidRequest, $"'{name}' must be a time such as 2026-01-15T12:00:00Z.", name);

    /// <summary>How many entries a page has.</summary>
    public static int Limit(this IQueryCollection query, int usual, int most) => query.Text("limit") is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit >= 1 && limit <= most ? limit
        : throw new GatewayException(ErrorKind.InvalidRequest, $"'limit' must be a whole number from 1 to {most}.", "limit");
}
