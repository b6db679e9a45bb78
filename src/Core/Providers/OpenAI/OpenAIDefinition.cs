namespace LlmFunctions.Providers.OpenAI;

internal static class OpenAIDefinition
{
    public static ProviderDefinition Value { get; } = new()
    {
        Name = "openai",
        Dialect = OpenAIDialect.Instance,
        BaseUrl = new Uri("https://api.openai.com/v1"),
        KeyVariables = ["OPENAI_API_KEY"],
        ModelPrefixes = ["gpt-", "o1", "o3", "o4", "chatgpt-"],
        // OpenAI answers a field that it does not know with a 400; these two are other providers'.
        Quirks = new ProviderQuirks { NoReasoningContent = true, Refuses = ["top_k", "thinking"] },
    };
}
