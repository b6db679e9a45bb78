namespace Microsoft.DurableTask;

/// <summary>How an orchestration begins anew.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The input of the next run.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that nobody has waited for yet are kept.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;
}
