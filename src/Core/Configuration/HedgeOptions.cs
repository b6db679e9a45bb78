namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Hedge__…</c>: whether a slow candidate gets company by the next.</summary>
public sealed record HedgeOptions
{
    /// <summary>Whether it does. Off by default: both may have to be paid.</summary>
    public bool Enabled { get; init; }

    /// <summary>How slow is slow; null for slower than 95 of the candidate's last 100 answers.</summary>
    public TimeSpan? After { get; init; }
}
