namespace LlmFunctions.Usage.Reports;

/// <summary>The hours, days and weeks of UTC.</summary>
internal static class Times
{
    public const int DaysAWeek = 7;

    public static DateTimeOffset Hour(DateTimeOffset moment) => new(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    public static DateTimeOffset Day(DateTimeOffset moment) => new(moment.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>The Monday at or before a moment.</summary>
    public static DateTimeOffset Week(DateTimeOffset moment) => Day(moment).AddDays(-(((int)moment.UtcDateTime.DayOfWeek + DaysAWeek - (int)DayOfWeek.Monday) % DaysAWeek));

    /// <summary>The first hour that does not begin before a moment.</summary>
    public static DateTimeOffset HourFrom(DateTimeOffset moment) => Hour(moment.AddTicks(TimeSpan.TicksPerHour - 1));

    public static DateTimeOffset DayFrom(DateTimeOffset moment) => Day(moment.AddTicks(TimeSpan.TicksPerDay - 1));

    public static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    public static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
