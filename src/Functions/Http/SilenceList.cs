namespace LlmFunctions.Functions.Http;

/// <summary>The silences that have not ended.</summary>
public sealed record SilenceList
{
    public required IReadOnlyList<SilenceEntry> Data { get; init; }
}
