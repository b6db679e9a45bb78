using LlmFunctions.Jobs;

namespace LlmFunctions.Functions.Workflows;

/// <summary>How jobs of one kind are worked on.</summary>
public interface IJobWorkflow
{
    /// <summary>The kind.</summary>
    string Kind { get; }

    /// <summary>The name of the orchestrator.</summary>
    string Orchestrator { get; }

    /// <summary>What the orchestrator is started with: references, never what was asked.</summary>
    Task<object> MakeInputAsync(Job job, CancellationToken cancellationToken);
}
