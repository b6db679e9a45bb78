namespace LlmFunctions.Providers;

/// <summary>Where a provider departs from the dialect that it speaks.</summary>
public sealed record ProviderQuirks
{
    public static ProviderQuirks None { get; } = new();

    /// <summary>The provider sends usage in streams only when asked by <c>stream_options.include_usage</c>, and accepts that field.</summary>
    public bool StreamOptions { get; init; } = true;

    /// <summary>The provider knows only the older <c>max_tokens</c>.</summary>
    public bool MaxTokensOnly { get; init; }

    /// <summary>The provider does not know the role <c>developer</c>.</summary>
    public bool NoDeveloperRole { get; init; }

    /// <summary>The provider answers with an error when a message of the conversation carries <c>reasoning_content</c> or <c>extra_content</c>.</summary>
    public bool NoReasoningContent { get; init; }

    /// <summary>The provider is the built-in sandbox, which reads the <c>sandbox</c> field.</summary>
    public bool KeepSandboxField { get; init; }

    /// <summary>Request fields that the provider knows by another name.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();

    /// <summary>Request fields that do not change the meaning of the answer and that the provider answers with an error.</summary>
    public IReadOnlyList<string> Refuses { get; init; } = [];
}
