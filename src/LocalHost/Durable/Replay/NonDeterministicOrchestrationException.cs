namespace LlmFunctions.LocalHost.Durable.Replay;

/// <summary>An orchestrator did not do in a replay what its history says it did.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
