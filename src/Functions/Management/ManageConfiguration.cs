using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>The configuration as a whole: many changes at once, and which instance serves which.</summary>
public sealed class ManageConfiguration(ConfigurationApi api)
{
    [Function("ApplyConfiguration")]
    public Task<IResult> Apply([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/manage/apply")] HttpRequest request) => api.Bulk(request);

    [Function("ConfigurationStatus")]
    public Task<IResult> Status([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/status")] HttpRequest request) => api.Status(request);
}
