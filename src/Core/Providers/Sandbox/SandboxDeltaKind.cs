namespace LlmFunctions.Providers.Sandbox;

/// <summary>What a <see cref="SandboxDelta"/> is a token of.</summary>
internal enum SandboxDeltaKind
{
    Reasoning,
    Content,
    ToolName,
    ToolArguments,
}
