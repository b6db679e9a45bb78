using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.Functions.Workflows;

/// <summary>Starts workflows whose ids are known before, so that each is started once.</summary>
internal static class OnceScheduling
{
    /// <summary>Returns when there is an instance of this id, whoever started it.</summary>
    public static async Task ScheduleOnceAsync(this DurableTaskClient client, string orchestrator, object input, string id, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // What is thrown for an instance that is there already differs from back end to back end.
            if (await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) is null)
            {
                throw;
            }
        }
    }
}
