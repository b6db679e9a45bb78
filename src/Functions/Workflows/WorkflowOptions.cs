using Microsoft.DurableTask;

namespace LlmFunctions.Functions.Workflows;

/// <summary>How activities are run.</summary>
internal static class WorkflowOptions
{
    /// <summary>
    /// What fails here is the gateway's own infrastructure: failures of providers are results. A minute is the longest wait, so it is about four minutes in all.
    /// </summary>
    public static readonly TaskOptions Repeated = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 9, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));
}
