namespace LlmFunctions.Quotas;

/// <summary>One window of time.</summary>
/// <param name="Start">Its first moment.</param>
/// <param name="End">The first moment after it; null where it never ends.</param>
public readonly record struct QuotaPeriod(DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>The window that a moment is in.</summary>
    public static QuotaPeriod Of(QuotaWindow window, DateTimeOffset moment)
    {
        DateTime utc = moment.UtcDateTime;
        DateTimeOffset day = new(utc.Date, TimeSpan.Zero);
        DateTimeOffset hour = day.AddHours(utc.Hour);
        DateTimeOffset minute = hour.AddMinutes(utc.Minute);
        DateTimeOffset month = day.AddDays(1 - utc.Day);
        return window switch
        {
            QuotaWindow.Minute => new(minute, minute.AddMinutes(1)),
            QuotaWindow.Hour => new(hour, hour.AddHours(1)),
            QuotaWindow.Day => new(day, day.AddDays(1)),
            QuotaWindow.Month => new(month, month.AddMonths(1)),
            QuotaWindow.Total => new(DateTimeOffset.UnixEpoch, null),
            _ => throw new ArgumentOutOfRangeException(nameof(window), window, null),
        };
    }
}
