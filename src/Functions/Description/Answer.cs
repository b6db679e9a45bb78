namespace LlmFunctions.Functions.Description;

/// <summary>An answer that is no error.</summary>
/// <param name="Status">Its HTTP status.</param>
/// <param name="Text">What it means.</param>
/// <param name="Contents">The forms that its body has; none for an empty one.</param>
internal sealed record Answer(int Status, string Text, params IReadOnlyList<Content> Contents)
{
    /// <summary>Headers beside those that every answer of the endpoint has; their texts are in components.json.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];
}
