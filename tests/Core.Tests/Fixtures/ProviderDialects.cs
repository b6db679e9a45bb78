using LlmFunctions.Providers;
using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Providers.AzureOpenAI;
using LlmFunctions.Providers.Bedrock;
using LlmFunctions.Providers.Cohere;
using LlmFunctions.Providers.Gemini;
using LlmFunctions.Providers.Generate;
using LlmFunctions.Providers.Ollama;
using LlmFunctions.Providers.OpenAI;

namespace LlmFunctions.Tests.Fixtures;

/// <summary>The provider dialects that fixtures are run against: one line each.</summary>
internal static class ProviderDialects
{
    public static IReadOnlyList<IProviderDialect> All { get; } =
    [
        OpenAIDialect.Instance,
        AzureOpenAIDialect.Default,
        BedrockDialect.Default,
        AnthropicDialect.Instance,
        GeminiDialect.Instance,
        OllamaDialect.Instance,
        CohereDialect.Instance,
        GenerateDialect.Instance,
    ];
}
