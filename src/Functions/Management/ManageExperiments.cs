using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>The experiments.</summary>
public sealed class ManageExperiments(ConfigurationApi api)
{
    [Function("ManageExperiments")]
    public Task<IResult> Collection([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/manage/experiments")] HttpRequest request) =>
        api.Collection(request, ConfigurationKind.Experiments);

    [Function("ManageExperiment")]
    public Task<IResult> Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", "patch", "delete", Route = "api/v1/manage/experiments/{name}")] HttpRequest request, string name) =>
        api.Item(request, ConfigurationKind.Experiments, name);
}
