namespace Microsoft.Azure.Functions.Worker;

/// <summary>The occurrences of a timer.</summary>
public class ScheduleStatus
{
    /// <summary>The last one.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next one.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this was written.</summary>
    public DateTime LastUpdated { get; set; }
}
