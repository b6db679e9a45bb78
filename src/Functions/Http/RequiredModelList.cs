namespace LlmFunctions.Functions.Http;

/// <summary>The models that a provider must have.</summary>
public sealed record RequiredModelList
{
    /// <summary>Whether those that are missing are fetched.</summary>
    public required bool AutoDownload { get; init; }

    public required IReadOnlyList<RequiredModelEntry> Data { get; init; }
}
