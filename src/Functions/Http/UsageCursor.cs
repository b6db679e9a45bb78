using System.Buffers.Text;
using System.Globalization;
using System.Text;
using LlmFunctions.Errors;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Functions.Http;

/// <summary>Where a page ends: the group that was its last, so that a group that comes up meanwhile moves nothing.</summary>
internal static class UsageCursor
{
    private const char Separator = '\u001f';
    private const string Absent = "\u0000";

    public static string Write(UsageKey key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(
        Separator,
        new[] { key.Start?.UtcTicks.ToString(CultureInfo.InvariantCulture), key.App, key.Provider, key.Account, key.Model, key.User, key.Key }.Select(static part => part ?? Absent))));

    public static UsageKey Read(string cursor)
    {
        string[] parts = Base64Url.IsValid(cursor) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(Separator) : [];
        long ticks = 0;
        if (parts.Length != 7 || (parts[0] != Absent && !(long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks)))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "'after' is not what a page said as 'next'.", "after");
        }

        return new UsageKey
        {
            Start = parts[0] == Absent ? null : new DateTimeOffset(ticks, TimeSpan.Zero),
            App = Part(parts[1]),
            Provider = Part(parts[2]),
            Account = Part(parts[3]),
            Model = Part(parts[4]),
            User = Part(parts[5]),
            Key = Part(parts[6]),
        };
    }

    private static string? Part(string part) => part == Absent ? null : part;
}
