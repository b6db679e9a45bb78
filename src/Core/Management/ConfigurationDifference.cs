using System.Text.Json;

namespace LlmFunctions.Management;

/// <summary>What a change does to one object.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Before">Its fields before; null when it was not there.</param>
/// <param name="After">Its fields after; null when it is gone.</param>
/// <param name="SetsKey">Whether its key changes, which is shown nowhere.</param>
public sealed record ConfigurationDifference(ConfigurationKind Kind, string Name, JsonElement? Before, JsonElement? After, bool SetsKey)
{
    /// <summary>Whether there is any difference.</summary>
    public bool IsAny => SetsKey || Before is null != After is null || (Before is { } before && After is { } after && !JsonElement.DeepEquals(before, after));
}
