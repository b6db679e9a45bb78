namespace LlmFunctions.Management;

/// <summary>Which configuration is the current one.</summary>
/// <param name="Revision">Goes up by one with each change.</param>
/// <param name="Content">Where its documents are.</param>
/// <param name="Version">What the store knows this state by; a change of the configuration must name it.</param>
public sealed record ConfigurationHead(long Revision, string Content, string Version);
