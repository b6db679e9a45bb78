namespace LlmFunctions.Providers.Bedrock;

/// <summary>What the writers of one request share.</summary>
/// <param name="Model">The model that it goes to.</param>
internal sealed record BedrockScope(BedrockModel Model)
{
    private readonly HashSet<string> _documents = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of fields that are left out.</summary>
    public SortedSet<string> Dropped { get; } = new(StringComparer.Ordinal);

    /// <summary>A name for a document that no other document of the request has; Bedrock refuses the same one twice.</summary>
    public string NameDocument(string name)
    {
        string unique = name;
        for (int i = 2; !_documents.Add(unique); i++)
        {
            unique = $"{name}-{i}";
        }

        return unique;
    }
}
