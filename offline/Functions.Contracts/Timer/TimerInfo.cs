namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer tells its function.</summary>
public class TimerInfo
{
    /// <summary>The occurrences around this one.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this invocation makes up for a missed occurrence.</summary>
    public bool IsPastDue { get; set; }
}
