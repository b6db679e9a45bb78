namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Providers__&lt;name&gt;__Timeouts__…</c>: how long the phases of one attempt may take; null for the default.</summary>
public sealed record TimeoutOptions
{
    /// <summary>Until a connection is made.</summary>
    public TimeSpan? Connect { get; init; }

    /// <summary>From the sending of the request until the headers of the answer.</summary>
    public TimeSpan? Headers { get; init; }

    /// <summary>From the sending of the request until the first piece of a streamed answer.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>How long a stream may be silent after its first piece.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>From the sending of the request until the answer is complete.</summary>
    public TimeSpan? Total { get; init; }
}
