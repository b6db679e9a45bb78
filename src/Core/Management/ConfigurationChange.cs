using System.Text.Json;

namespace LlmFunctions.Management;

/// <summary>A wish to change one object.</summary>
public sealed record ConfigurationChange
{
    public required ConfigurationKind Kind { get; init; }

    public required string Name { get; init; }

    public required ConfigurationAction Action { get; init; }

    /// <summary>Its fields, or a patch of them; an object of JSON. Not needed to delete.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>The state of the object that the wish is made of; <c>*</c> for any. Null when that is not said.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Whether a change of what is there must say of which state it is made.</summary>
    public bool NeedsMatch { get; init; }
}
