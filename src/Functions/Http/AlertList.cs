using LlmFunctions.Alerts;

namespace LlmFunctions.Functions.Http;

/// <summary>Alerts.</summary>
public sealed record AlertList
{
    /// <summary>The open ones first, then those that were closed last.</summary>
    public required IReadOnlyList<AlertEntry> Data { get; init; }
}
