namespace LlmFunctions.Providers.Cohere;

/// <summary>Cohere's own API.</summary>
internal static class CohereDefinition
{
    public static ProviderDefinition Value { get; } = new()
    {
        Name = "cohere",
        Dialect = CohereDialect.Instance,
        BaseUrl = new Uri("https://api.cohere.com"),
        KeyVariables = ["COHERE_API_KEY", "CO_API_KEY"],
        ModelPrefixes = ["command", "c4ai-aya"],
    };
}
