using LlmFunctions.Providers;
using LlmFunctions.Providers.Ollama;
using LlmFunctions.Providers.OpenAI;

namespace LlmFunctions.Tests.Fixtures;

/// <summary>The provider dialects that fixtures are run against: one line each.</summary>
internal static class ProviderDialects
{
    public static IReadOnlyList<IProviderDialect> All { get; } =
    [
        OllamaDialect.Instance,
        OpenAIDialect.Instance,
    ];
}
