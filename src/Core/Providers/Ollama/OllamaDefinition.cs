namespace LlmFunctions.Providers.Ollama;

/// <summary>Ollama on this machine, unless it is configured to be elsewhere; only its cloud asks for a key.</summary>
internal static class OllamaDefinition
{
    public static ProviderDefinition Value { get; } = new()
    {
        Name = "ollama",
        Dialect = OllamaDialect.Instance,
        BaseUrl = new Uri("http://localhost:11434"),
        KeyVariables = ["OLLAMA_API_KEY"],
        KeyOptional = true,
    };
}
