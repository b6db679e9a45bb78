namespace LlmFunctions.Usage.Reports;

/// <summary>The hours and days of UTC.</summary>
internal static class Times
{
    public static DateTimeOffset Hour(DateTimeOffset moment) => new(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    public static DateTimeOffset Day(DateTimeOffset moment) => new(moment.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>The first hour that does not begin before a moment.</summary>
    public static DateTimeOffset HourFrom(DateTimeOffset moment) => Hour(moment.AddTicks(TimeSpan.TicksPerHour - 1));

    public static DateTimeOffset DayFrom(DateTimeOffset moment) => Day(moment.AddTicks(TimeSpan.TicksPerDay - 1));

    public static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    public static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
