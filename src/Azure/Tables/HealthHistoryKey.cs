using System.Globalization;
using LlmFunctions.Errors;
using LlmFunctions.Resilience;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Row keys of the history: the time counted backwards, so that the newest row is the first; then whose it is.</summary>
internal static class HealthHistoryKey
{
    private const int Digits = 19;
    private static readonly long MostTicks = DateTimeOffset.MaxValue.Ticks;

    public static string Of(ProbeRecord probe) => $"{Inverted(probe.Probe.At.UtcTicks)}:{probe.Provider}:{probe.Account}";

    /// <summary>What is before the keys of all earlier times, and after those of this one and of later ones.</summary>
    public static string After(DateTimeOffset time) => Inverted(time.UtcTicks - 1);

    /// <summary>The time of a key that a client sent back.</summary>
    public static DateTimeOffset TimeOf(string key) =>
        key.Length > Digits && key[Digits] == ':'
        && long.TryParse(key.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out long inverted) && inverted > 0 && inverted <= MostTicks
            ? new DateTimeOffset(MostTicks - inverted, TimeSpan.Zero)
            : throw new GatewayException(ErrorKind.InvalidRequest, "'after' must be the 'next' of the page before.", "after");

    private static string Inverted(long ticks) => (MostTicks - ticks).ToString("d19", CultureInfo.InvariantCulture);
}
