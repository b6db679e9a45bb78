using LlmFunctions.Testing;

namespace LlmFunctions.Bench;

/// <summary>What is called: the provider itself, or a gateway in front of it.</summary>
/// <param name="Name">How tables call it.</param>
/// <param name="Client">Calls it.</param>
/// <param name="Process">The gateway's process; null for the provider.</param>
internal sealed record Target(string Name, ChatClient Client, LocalHostProcess? Process);
