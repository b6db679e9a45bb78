namespace LlmFunctions.Providers.Anthropic;

/// <summary>
/// What a model's name says of the request fields that it takes: each generation dropped some and brought others
/// (https://platform.claude.com/docs/en/build-with-claude/thinking). A Claude without a version is taken for a new one;
/// of models that only speak the dialect nothing is assumed.
/// </summary>
internal sealed class AnthropicModel
{
    private readonly bool _isClaude;
    private readonly string? _family;
    private readonly int _version;

    private AnthropicModel(bool isClaude, string? family, int version)
    {
        _isClaude = isClaude;
        _family = family;
        _version = version;
    }

    /// <summary>How thinking is asked for.</summary>
    public AnthropicThinkingForm ThinkingForm => !_isClaude ? AnthropicThinkingForm.Budget
        : _version >= 406 ? AnthropicThinkingForm.Adaptive
        : _version >= 307 ? AnthropicThinkingForm.Budget
        : AnthropicThinkingForm.None;

    /// <summary>The <c>thinking.type</c> that keeps the model from thinking; null when it then thinks or not by default.</summary>
    public string? ThinkingOff => !_isClaude || _version < 500 || AlwaysThinks ? null
        : _family == "sonnet" && _version >= 505 ? "between_tools"
        : "disabled";

    /// <summary>Whether thinking cannot be turned off.</summary>
    public bool AlwaysThinks => _isClaude && (_family is "fable" or "mythos" || (_family == "opus" && _version >= 505));

    /// <summary>Whether thoughts come back empty unless they are asked for.</summary>
    public bool HidesThinking => _isClaude && _version >= 407;

    /// <summary>Whether <c>temperature</c>, <c>top_p</c> and <c>top_k</c> are refused.</summary>
    public bool RefusesSampling => _isClaude && _version >= 407;

    /// <summary>Whether the effort <c>xhigh</c> is known.</summary>
    public bool HasExtraHighEffort => _version >= 407;

    /// <summary>Whether answers and tool arguments can be held to a JSON schema.</summary>
    public bool HasStructuredOutputs => !_isClaude || _version >= 405 || (_family == "opus" && _version == 401);

    public static AnthropicModel Parse(string id)
    {
        // claude-opus-4-6, claude-3-7-sonnet-20250219, us.anthropic.claude-opus-4-6-v1:0, anthropic/claude-opus-4.6
        string[] words = id.ToLowerInvariant().Split('-', '.', '@', ':', '/', '_');
        if (!words.Contains("claude"))
        {
            return new AnthropicModel(isClaude: false, null, 0);
        }

        string? family = words.FirstOrDefault(static word => word is "opus" or "sonnet" or "haiku" or "fable" or "mythos");
        int first = Array.FindIndex(words, static word => Number(word) is not null);
        if (first < 0)
        {
            return new AnthropicModel(isClaude: true, family, int.MaxValue);
        }

        int minor = first + 1 < words.Length ? Number(words[first + 1]) ?? 0 : 0;
        return new AnthropicModel(isClaude: true, family, (Number(words[first])!.Value * 100) + minor);
    }

    // Dates have eight digits.
    private static int? Number(string word) => word.Length is 1 or 2 && int.TryParse(word, out int number) ? number : null;
}
