namespace LlmFunctions.Chat;

/// <summary>How long an answer has taken so far, as the gateway measured it; for dialects that tell their clients.</summary>
/// <param name="Total">Since the provider was asked.</param>
/// <param name="FirstToken">From then until the first piece came; null for answers in one piece, which do not say.</param>
public readonly record struct AnswerTiming(TimeSpan Total, TimeSpan? FirstToken);
