namespace LlmFunctions.Providers.Anthropic;

/// <summary>Anthropic's own API.</summary>
internal static class AnthropicDefinition
{
    public static ProviderDefinition Value { get; } = new()
    {
        Name = "anthropic",
        Dialect = AnthropicDialect.Instance,
        BaseUrl = new Uri("https://api.anthropic.com"),
        KeyVariables = ["ANTHROPIC_API_KEY"],
        ModelPrefixes = ["claude"],
    };
}
