using System.Globalization;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>The names of the usage ledger's partitions, <c>{app}_{yyyyMMddHH}_{shard}</c>: a period is named by the hour that it begins with.</summary>
internal static class UsagePartition
{
    private const string DayFormat = "yyyyMMdd";
    private const string PeriodFormat = DayFormat + "HH";

    // From a name's end: an underscore and a digit of the shard, before them the period.
    private const int LengthOfShard = 2;

    /// <summary>How long a period is: a whole part of a day, so that days are read and purged whole.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromHours(6);

    public static string Of(string app, DateTimeOffset startedAt, int shard) => string.Create(CultureInfo.InvariantCulture, $"{app}_{PeriodOf(startedAt)}_{shard:x}");

    public static string DayOf(DateTimeOffset moment) => moment.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    public static string DayOf(string partition) => PeriodOf(partition)[..DayFormat.Length];

    public static string PeriodOf(DateTimeOffset moment) => StartOf(moment).UtcDateTime.ToString(PeriodFormat, CultureInfo.InvariantCulture);

    public static string PeriodOf(string partition) => partition[^(PeriodFormat.Length + LengthOfShard)..^LengthOfShard];

    public static bool IsOne(string partition) => partition.Length > PeriodFormat.Length + LengthOfShard + 1
        && DateTime.TryParseExact(PeriodOf(partition), PeriodFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime start)
        && start.Ticks % Period.Ticks == 0;

    private static DateTimeOffset StartOf(DateTimeOffset moment) => new(moment.UtcTicks - (moment.UtcTicks % Period.Ticks), TimeSpan.Zero);

    public static DateTimeOffset StartOf(string partition) => DateTimeOffset.ParseExact(PeriodOf(partition), PeriodFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static DateTimeOffset ParseDay(string day) => DateTimeOffset.ParseExact(day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
