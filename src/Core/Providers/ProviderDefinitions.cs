using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Providers.AzureOpenAI;
using LlmFunctions.Providers.Bedrock;
using LlmFunctions.Providers.Cohere;
using LlmFunctions.Providers.Gemini;
using LlmFunctions.Providers.Generate;
using LlmFunctions.Providers.Ollama;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Providers.OpenAiCompatible;
using LlmFunctions.Providers.Sandbox;

namespace LlmFunctions.Providers;

/// <summary>The providers known by name, in the order in which they are preferred when several serve a model.</summary>
public static class ProviderDefinitions
{
    public static IReadOnlyList<ProviderDefinition> All { get; } =
    [
        OpenAIDefinition.Value,
        AnthropicDefinition.Value,
        GeminiDefinition.Value,
        AzureOpenAIDefinition.Value,
        BedrockDefinition.Value,
        CohereDefinition.Value,
        .. Presets.All,
        OllamaDefinition.Value,
        GenerateDefinition.Value,
        SandboxDefinition.Value,
    ];

    public static IReadOnlyList<string> DialectNames { get; } =
        [.. All.Select(static definition => definition.Dialect.Name).Distinct(StringComparer.Ordinal)];

    public static ProviderDefinition? Find(string name) =>
        All.FirstOrDefault(definition => definition.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The provider that providers of this dialect are alike: there is one where every user has an address of their own.</summary>
    public static ProviderDefinition? FindKind(IProviderDialect dialect) =>
        All.FirstOrDefault(definition => definition.BaseUrl is null && definition.Dialect.Name == dialect.Name);

    public static IProviderDialect? FindDialect(string name) => All
        .Select(static definition => definition.Dialect)
        .FirstOrDefault(dialect => dialect.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
