using System.Globalization;
using System.Text.Json;

namespace LlmFunctions.Management;

/// <summary>One object of the configuration that was made through the management API.</summary>
public sealed record ConfigurationDocument
{
    public required ConfigurationKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>Its fields, named as the settings are.</summary>
    public required JsonElement Value { get; init; }

    /// <summary>The revision of the configuration that it was last changed in.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What a change of it must name.</summary>
    public string Tag => Revision.ToString(CultureInfo.InvariantCulture);

    /// <summary>The name of the secret that it names; null when it names none.</summary>
    public string? Secret => Text(nameof(Secret));

    /// <summary>The text of a field; null when there is none.</summary>
    internal string? Text(string field) =>
        JsonFields.Find(Value, field) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
