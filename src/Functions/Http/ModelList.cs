namespace LlmFunctions.Functions.Http;

/// <summary>OpenAI's list of models.</summary>
public sealed record ModelList
{
    public string Object { get; init; } = "list";

    public required IReadOnlyList<ModelEntry> Data { get; init; }
}
