namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Routing__Auto__…</c>: which models <c>auto</c> takes by how hard the request is.</summary>
public sealed record AutoOptions
{
    /// <summary>The models for simple requests; empty for the built-in ones.</summary>
    public IReadOnlyList<string> Simple { get; init; } = [];

    /// <summary>The models for what is neither; empty for the built-in ones.</summary>
    public IReadOnlyList<string> Medium { get; init; } = [];

    /// <summary>The models for complex requests; empty for the built-in ones.</summary>
    public IReadOnlyList<string> Complex { get; init; } = [];

    /// <summary>The longest prompt of a simple request, in tokens.</summary>
    public int SimplePromptTokens { get; init; } = 500;

    /// <summary>The longest answer that a simple request may ask for, in tokens.</summary>
    public int SimpleOutputTokens { get; init; } = 1024;

    /// <summary>From which length of the prompt on a request is complex, in tokens.</summary>
    public int ComplexPromptTokens { get; init; } = 8000;

    /// <summary>From which limit of the answer on a request is complex, in tokens.</summary>
    public int ComplexOutputTokens { get; init; } = 8192;
}
