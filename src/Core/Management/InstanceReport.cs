namespace LlmFunctions.Management;

/// <summary>Which configuration an instance of the app runs with.</summary>
public sealed record InstanceReport
{
    public required string Instance { get; init; }

    /// <summary>The revision that it serves; zero for the settings alone.</summary>
    public required long Revision { get; init; }

    /// <summary>When it said so last.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why it does not serve a newer one; null when it serves the newest that it knows.</summary>
    public string? Error { get; init; }
}
