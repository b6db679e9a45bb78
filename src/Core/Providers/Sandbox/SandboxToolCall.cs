using System.Text.Json;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>A tool call that the request asks the sandbox to make.</summary>
/// <param name="Name">The tool; null for the first of the request.</param>
/// <param name="Arguments">The arguments; null for the smallest that the tool's schema allows.</param>
internal sealed record SandboxToolCall(string? Name, JsonElement? Arguments);
