namespace LlmFunctions.Jobs;

/// <summary>How far a job is. The last three are final.</summary>
public enum JobStatus
{
    /// <summary>Accepted and durable; nothing has been done yet.</summary>
    Queued,

    /// <summary>Being worked on.</summary>
    Running,

    /// <summary>Done: there is a result.</summary>
    Completed,

    /// <summary>Done: there is an error.</summary>
    Failed,

    /// <summary>Given up because the app asked for it.</summary>
    Cancelled,
}
