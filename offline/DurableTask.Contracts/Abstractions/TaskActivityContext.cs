namespace Microsoft.DurableTask;

/// <summary>What an activity knows about itself.</summary>
public abstract class TaskActivityContext
{
    /// <summary>Its name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The orchestration that called it.</summary>
    public abstract string InstanceId { get; }
}
