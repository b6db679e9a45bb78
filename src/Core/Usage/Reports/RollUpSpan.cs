namespace LlmFunctions.Usage.Reports;

/// <summary>A time that is made of whole hours, days or weeks.</summary>
internal readonly record struct RollUpSpan(RollUpGrain Grain, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The hour, day or week that a moment is in.</summary>
    public static RollUpSpan Around(RollUpGrain grain, DateTimeOffset moment)
    {
        DateTimeOffset start = Start(grain, moment);
        return new RollUpSpan(grain, start, End(grain, start));
    }

    /// <summary>Covers a time of whole hours with few roll-ups: weeks, days where no whole week is left, and hours where no whole day is.</summary>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end.</param>
    /// <param name="coarsest">The longest that may be used.</param>
    public static IReadOnlyList<RollUpSpan> Cover(DateTimeOffset from, DateTimeOffset to, RollUpGrain coarsest)
    {
        List<RollUpSpan> spans = [];
        Cover(from, to, coarsest, spans);
        return spans;
    }

    private static void Cover(DateTimeOffset from, DateTimeOffset to, RollUpGrain grain, List<RollUpSpan> spans)
    {
        if (from >= to)
        {
            return;
        }

        // Of hours, all of it is whole.
        DateTimeOffset first = Start(grain, from);
        first = first < from ? End(grain, first) : first;
        DateTimeOffset last = Start(grain, to);
        if (first >= last)
        {
            Cover(from, to, grain - 1, spans);
            return;
        }

        Cover(from, first, grain - 1, spans);
        spans.Add(new RollUpSpan(grain, first, last));
        Cover(last, to, grain - 1, spans);
    }

    private static DateTimeOffset Start(RollUpGrain grain, DateTimeOffset moment) => grain switch
    {
        RollUpGrain.Hour => Times.Hour(moment),
        RollUpGrain.Day => Times.Day(moment),
        _ => Times.Week(moment),
    };

    private static DateTimeOffset End(RollUpGrain grain, DateTimeOffset start) => grain switch
    {
        RollUpGrain.Hour => start.AddHours(1),
        RollUpGrain.Day => start.AddDays(1),
        _ => start.AddDays(Times.DaysAWeek),
    };
}
