using LlmFunctions.Providers.Anthropic;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>
/// What a model's id says of the fields that it takes beyond those that all have in common. Of profiles that an account
/// has named itself nothing is known, and nothing is assumed.
/// </summary>
internal sealed class BedrockModel
{
    // https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
    private static readonly string[] WithStructuredOutputs =
    [
        "qwen.", "deepseek.v3", "openai.", "google.gemma-3", "nvidia.nemotron", "minimax.", "moonshot", "zai.", "mistral.magistral",
        "mistral.ministral-3", "mistral.mistral-large-3", "mistral.voxtral",
    ];

    private readonly string _name;

    private BedrockModel(string name)
    {
        _name = name;
        Claude = name.Contains("claude", StringComparison.Ordinal) ? AnthropicModel.Parse(name) : null;
    }

    /// <summary>Its generation, when it is a Claude.</summary>
    public AnthropicModel? Claude { get; }

    public bool IsNova => Is("amazon.nova");

    public bool IsReasoningNova => Is("amazon.nova-2");

    public bool IsOpenAI => Is("openai.");

    public bool IsMistral => Is("mistral.");

    /// <summary>Whether it takes cache points among messages and in the system prompt.</summary>
    public bool CachesPrompts => Claude is not null || IsNova;

    /// <summary>Whether it takes cache points among tools.</summary>
    public bool CachesTools => Claude is not null;

    /// <summary>Whether answers and tool arguments can be held to a JSON schema.</summary>
    public bool HasStructuredOutputs => Claude?.HasStructuredOutputs ?? WithStructuredOutputs.Any(Is);

    public static BedrockModel Parse(string id)
    {
        // Of arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-… only the end names the model.
        string name = id[(id.LastIndexOf('/') + 1)..].ToLowerInvariant();
        return new BedrockModel(name);
    }

    // Profiles over regions have the regions in front.
    private bool Is(string maker) => _name.StartsWith(maker, StringComparison.Ordinal) || _name.Contains("." + maker, StringComparison.Ordinal);
}
