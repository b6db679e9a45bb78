using System.Globalization;
using NCrontab;

namespace LlmFunctions.LocalHost.Timers;

/// <summary>When a timer fires, in UTC: an NCRONTAB expression of five or six fields, or a constant interval.</summary>
internal abstract class Schedule
{
    /// <summary>The first occurrence after a point in time.</summary>
    public abstract DateTimeOffset Next(DateTimeOffset after);

    /// <summary>Parses an expression, or returns null where it is neither of the two.</summary>
    public static Schedule? Parse(string expression)
    {
        var hasSeconds = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length == 6;
        if (CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = hasSeconds }) is { } cron)
        {
            return new Cron(cron);
        }

        return TimeSpan.TryParse(expression, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new Interval(interval)
            : null;
    }

    private sealed class Cron(CrontabSchedule schedule) : Schedule
    {
        public override DateTimeOffset Next(DateTimeOffset after) =>
            new(DateTime.SpecifyKind(schedule.GetNextOccurrence(after.UtcDateTime), DateTimeKind.Utc));
    }

    private sealed class Interval(TimeSpan interval) : Schedule
    {
        public override DateTimeOffset Next(DateTimeOffset after) => after + interval;
    }
}
