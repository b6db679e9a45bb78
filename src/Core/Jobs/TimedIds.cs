using System.Buffers;
using System.Globalization;

namespace LlmFunctions.Jobs;

/// <summary>Ids that are a prefix, the inverted time, and chance. So in the order of their ids the newest come first.</summary>
public static class TimedIds
{
    private const int Digits = 32;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    public static string New(string prefix, DateTimeOffset now) => Of(prefix, now, Guid.NewGuid().ToString("N")[..16]);

    /// <param name="prefix">What it begins with.</param>
    /// <param name="now">The time in it.</param>
    /// <param name="chance">16 hexadecimal digits that tell it from others of the same time.</param>
    public static string Of(string prefix, DateTimeOffset now, string chance) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{DateTimeOffset.MaxValue.Ticks - now.UtcTicks:x16}{chance}");

    /// <summary>Whether a text could be such an id.</summary>
    public static bool IsOne(string prefix, string id) =>
        id.Length == prefix.Length + Digits && id.StartsWith(prefix, StringComparison.Ordinal) && !id.AsSpan(prefix.Length).ContainsAnyExcept(Hex);
}
