namespace LlmFunctions.Providers.Sandbox;

/// <summary>How an answer ends early.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="AfterTokens">How many tokens are sent before.</param>
internal sealed record SandboxEnding(SandboxEndingKind Kind, int AfterTokens);
