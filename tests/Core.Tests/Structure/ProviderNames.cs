namespace LlmFunctions.Tests.Structure;

/// <summary>The names that apps, settings and records rely on: they never change, and new providers are added here first.</summary>
internal static class ProviderNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "openai", "anthropic", "gemini", "ollama", "azure-openai", "bedrock", "cohere", "generate", "deepseek", "dashscope", "zhipu", "qianfan", "hunyuan",
        "moonshot", "siliconflow", "mistral", "xai", "groq", "together", "openrouter", "vllm", "lmstudio", "sandbox",
    ];

    /// <summary>Those that are words of the language as well: only a string that consists of one names the provider.</summary>
    public static IReadOnlyList<string> EnglishWords { get; } = ["generate", "together"];

    /// <summary>Families of models, which give a provider away as well as its name does.</summary>
    public static IReadOnlyList<string> Families { get; } = ["claude", "gpt", "qwen"];
}
