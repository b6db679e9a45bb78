namespace LlmFunctions.Providers.Sandbox;

/// <summary>One token of an answer.</summary>
/// <param name="Kind">What it belongs to.</param>
/// <param name="Text">The text; the tool's name when a call begins.</param>
/// <param name="ToolIndex">Which of the tool calls it belongs to.</param>
internal readonly record struct SandboxDelta(SandboxDeltaKind Kind, string Text, int ToolIndex = 0);
