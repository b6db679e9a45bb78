using System.Globalization;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>The names of the usage ledger's partitions, <c>{app}_{yyyyMMdd}_{shard}</c>.</summary>
internal static class UsagePartition
{
    private const string DayFormat = "yyyyMMdd";

    // From a name's end: an underscore and a digit of the shard, before them the day.
    private const int LengthOfShard = 2;

    public static string Of(string app, DateTimeOffset startedAt, int shard) => string.Create(CultureInfo.InvariantCulture, $"{app}_{DayOf(startedAt)}_{shard:x}");

    public static string DayOf(DateTimeOffset moment) => moment.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    public static string DayOf(string partition) => partition[^(DayFormat.Length + LengthOfShard)..^LengthOfShard];

    public static bool IsOne(string partition) =>
        partition.Length > DayFormat.Length + LengthOfShard + 1 && DateTime.TryParseExact(DayOf(partition), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    public static DateTimeOffset ParseDay(string day) => DateTimeOffset.ParseExact(day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
