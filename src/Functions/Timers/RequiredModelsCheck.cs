using LlmFunctions.ModelManagement;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Timers;

/// <summary>Looks after the required models; with none in the settings it does nothing.</summary>
public sealed class RequiredModelsCheck(RequiredModels models)
{
    [Function("CheckRequiredModels")]
    public Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => models.CheckAsync(cancellationToken);
}
