namespace LlmFunctions.Providers.Sandbox;

/// <summary>What a request's <c>sandbox</c> object asks for; docs/sandbox.md describes every field.</summary>
internal sealed record SandboxOptions
{
    /// <summary>An answer at once, whole and as long as its text.</summary>
    public static SandboxOptions Default { get; } = new();

    /// <summary>Before the headers.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>From the headers to the first token.</summary>
    public TimeSpan FirstToken { get; init; }

    /// <summary>Between two tokens.</summary>
    public TimeSpan TokenInterval { get; init; }

    /// <summary>The length of the answer; null for that of its text.</summary>
    public int? Tokens { get; init; }

    /// <summary>The prompt tokens to report; null to count them.</summary>
    public int? PromptTokens { get; init; }

    /// <summary>How many of the prompt tokens are reported as read from the cache.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Tokens of thinking before the answer.</summary>
    public int ReasoningTokens { get; init; }

    /// <summary>Tools to call instead of answering.</summary>
    public IReadOnlyList<SandboxToolCall> ToolCalls { get; init; } = [];

    public SandboxFailure? Failure { get; init; }

    public SandboxEnding? Ending { get; init; }

    /// <summary>The <c>error.code</c> of a failure; null for the usual one of its status.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Whether the body is a web page, as a proxy in front of a provider sends it.</summary>
    public bool Html { get; init; }
}
