namespace LlmFunctions.Functions.Http;

/// <summary>Says that a file is gone.</summary>
internal sealed record FileDeleted(string Id)
{
    public string Object { get; } = "file";

    public bool Deleted { get; } = true;
}
