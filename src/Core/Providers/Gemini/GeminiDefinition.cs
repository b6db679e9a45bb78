namespace LlmFunctions.Providers.Gemini;

/// <summary>Google's Gemini API with an API key.</summary>
public static class GeminiDefinition
{
    public static ProviderDefinition Value { get; } = new()
    {
        Name = "gemini",
        Dialect = GeminiDialect.Instance,
        BaseUrl = new Uri("https://generativelanguage.googleapis.com"),
        KeyVariables = ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
        ModelPrefixes = ["gemini-", "gemma-"],
    };
}
