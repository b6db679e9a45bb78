using LlmFunctions.Providers.OpenAI;

namespace LlmFunctions.Providers.OpenAiCompatible;

/// <summary>
/// The providers that speak OpenAI's dialect, as data: where they are, where their tools look for the key, how the names
/// of their own models begin, and in what they differ. Hosts of other people's models have no prefixes.
/// </summary>
internal static class Presets
{
    private static readonly ProviderQuirks OlderNames = new() { MaxTokensOnly = true, NoDeveloperRole = true };
    private static readonly ProviderQuirks NoDeveloper = new() { NoDeveloperRole = true };

    // Mistral refuses every field that it does not know, and sends usage without being asked.
    private static readonly ProviderQuirks MistralQuirks = OlderNames with
    {
        StreamOptions = false,
        NoReasoningContent = true,
        Renames = new Dictionary<string, string> { ["seed"] = "random_seed", ["dimensions"] = "output_dimension" },
        Refuses = ["user", "logit_bias", "store", "service_tier"],
    };

    private static readonly ProviderQuirks GroqQuirks = new() { NoReasoningContent = true, Refuses = ["logit_bias"] };

    public static IReadOnlyList<ProviderDefinition> All { get; } =
    [
        Define("deepseek", "https://api.deepseek.com/v1", ["DEEPSEEK_API_KEY"], ["deepseek-"], OlderNames),
        Define("dashscope", "https://dashscope.aliyuncs.com/compatible-mode/v1", ["DASHSCOPE_API_KEY"], ["qwen", "qwq", "qvq"], OlderNames),
        Define("zhipu", "https://open.bigmodel.cn/api/paas/v4", ["ZHIPU_API_KEY", "ZAI_API_KEY"], ["glm-"], OlderNames),
        Define("qianfan", "https://qianfan.baidubce.com/v2", ["QIANFAN_API_KEY"], ["ernie"], NoDeveloper),
        Define("hunyuan", "https://api.hunyuan.cloud.tencent.com/v1", ["HUNYUAN_API_KEY"], ["hunyuan"], OlderNames),
        Define("moonshot", "https://api.moonshot.ai/v1", ["MOONSHOT_API_KEY"], ["moonshot-", "kimi-"], NoDeveloper),
        Define("siliconflow", "https://api.siliconflow.cn/v1", ["SILICONFLOW_API_KEY"], [], OlderNames),
        Define("mistral", "https://api.mistral.ai/v1", ["MISTRAL_API_KEY"], ["mistral-", "ministral-", "codestral-", "devstral-", "magistral-", "pixtral-", "open-mistral-", "open-mixtral-"], MistralQuirks),
        Define("xai", "https://api.x.ai/v1", ["XAI_API_KEY"], ["grok-"], ProviderQuirks.None),
        Define("groq", "https://api.groq.com/openai/v1", ["GROQ_API_KEY"], [], GroqQuirks),
        Define("together", "https://api.together.ai/v1", ["TOGETHER_API_KEY"], [], OlderNames),
        Define("openrouter", "https://openrouter.ai/api/v1", ["OPENROUTER_API_KEY"], [], ProviderQuirks.None),
        Define("vllm", "http://localhost:8000/v1", ["VLLM_API_KEY"], [], NoDeveloper) with { KeyOptional = true },
        Define("lmstudio", "http://localhost:1234/v1", [], [], OlderNames) with { KeyOptional = true },
    ];

    private static ProviderDefinition Define(string name, string baseUrl, string[] keyVariables, string[] modelPrefixes, ProviderQuirks quirks) => new()
    {
        Name = name,
        Dialect = OpenAIDialect.Instance,
        BaseUrl = new Uri(baseUrl),
        KeyVariables = keyVariables,
        ModelPrefixes = modelPrefixes,
        Quirks = quirks,
    };
}
