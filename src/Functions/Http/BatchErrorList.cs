namespace LlmFunctions.Functions.Http;

/// <summary>The reasons why a batch failed.</summary>
internal sealed record BatchErrorList(IReadOnlyList<BatchErrorEntry> Data)
{
    public string Object { get; } = "list";
}
