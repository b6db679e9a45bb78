namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Routing__Versions__&lt;n&gt;__…</c>: the end of a model. They replace what the catalog says of it.</summary>
public sealed record VersionOptions
{
    /// <summary>The model: its id, or <c>provider/model</c> for one provider's only.</summary>
    public required string Model { get; init; }

    /// <summary>Since when its use is discouraged.</summary>
    public DateTimeOffset? Deprecated { get; init; }

    /// <summary>From when on it is not called any more.</summary>
    public DateTimeOffset? Sunset { get; init; }

    /// <summary>What is called instead from then on; null to refuse.</summary>
    public string? Replacement { get; init; }
}
