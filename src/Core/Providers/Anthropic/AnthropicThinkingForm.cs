namespace LlmFunctions.Providers.Anthropic;

/// <summary>How a model is asked to think.</summary>
internal enum AnthropicThinkingForm
{
    /// <summary>It cannot think.</summary>
    None,

    /// <summary>By a number of tokens.</summary>
    Budget,

    /// <summary>By an effort; the model decides how long.</summary>
    Adaptive,
}
