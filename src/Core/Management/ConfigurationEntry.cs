using System.Text.Json;

namespace LlmFunctions.Management;

/// <summary>An object of the configuration as it is shown.</summary>
public sealed record ConfigurationEntry
{
    public required ConfigurationKind Kind { get; init; }

    public required string Name { get; init; }

    public required JsonElement Value { get; init; }

    /// <summary>What a change of it must name.</summary>
    public required string Tag { get; init; }

    /// <summary>Whether it is in the settings and nowhere else.</summary>
    public bool IsOfSettings { get; init; }

    /// <summary>When it was last changed; null for an object of the settings.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    internal static ConfigurationEntry OfSettings(ConfigurationKind kind, string name, JsonElement value) =>
        new() { Kind = kind, Name = name, Value = value, Tag = SettingsObjects.Tag(value), IsOfSettings = true };
}
