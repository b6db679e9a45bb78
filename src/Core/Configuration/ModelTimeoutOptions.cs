namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Providers__&lt;name&gt;__ModelTimeouts__&lt;n&gt;__…</c>: what differs for one model, or for all whose id begins alike.</summary>
public sealed record ModelTimeoutOptions
{
    /// <summary>The model's id as the provider knows it; with <c>*</c> at its end, all that begin so.</summary>
    public required string Model { get; init; }

    /// <summary>As in <see cref="TimeoutOptions.Connect"/>.</summary>
    public TimeSpan? Connect { get; init; }

    /// <summary>As in <see cref="TimeoutOptions.Headers"/>.</summary>
    public TimeSpan? Headers { get; init; }

    /// <summary>As in <see cref="TimeoutOptions.FirstToken"/>.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>As in <see cref="TimeoutOptions.Idle"/>.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>As in <see cref="TimeoutOptions.Total"/>.</summary>
    public TimeSpan? Total { get; init; }

    public bool IsFor(string model) => Model.EndsWith('*')
        ? model.StartsWith(Model[..^1], StringComparison.OrdinalIgnoreCase)
        : model.Equals(Model, StringComparison.OrdinalIgnoreCase);
}
