namespace LlmFunctions.Providers.AzureOpenAI;

/// <summary>OpenAI's models in Azure: each user has a resource with an address and deployments of its own.</summary>
internal static class AzureOpenAIDefinition
{
    public static ProviderDefinition Value { get; } = new()
    {
        Name = AzureOpenAIDialect.DialectName,
        Dialect = AzureOpenAIDialect.Default,
        KeyVariables = ["AZURE_OPENAI_API_KEY"],
        // Without a key the app's own identity is asked for a token.
        KeyOptional = true,
        Quirks = new ProviderQuirks { NoReasoningContent = true, Refuses = ["top_k", "thinking"] },
    };
}
