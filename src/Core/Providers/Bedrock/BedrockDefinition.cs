namespace LlmFunctions.Providers.Bedrock;

/// <summary>Models of many makers in AWS; each user calls them in a region of their own.</summary>
internal static class BedrockDefinition
{
    public static ProviderDefinition Value { get; } = new()
    {
        Name = BedrockDialect.DialectName,
        Dialect = BedrockDialect.Default,
        KeyVariables = BedrockKey.Variables,
        ReadKey = BedrockKey.FromVariables,
        RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"],
        // Profiles over regions, makers whose names no other provider's models begin with, and what accounts name themselves.
        ModelPrefixes = ["us.", "us-gov.", "eu.", "apac.", "jp.", "au.", "ca.", "sa.", "global.", "amazon.", "anthropic.", "meta.", "cohere.", "ai21.", "arn:aws"],
    };
}
