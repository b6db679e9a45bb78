namespace LlmFunctions.Functions.Http;

/// <summary>A list of gateway keys.</summary>
public sealed record KeyList
{
    public required IReadOnlyList<KeyEntry> Data { get; init; }
}
