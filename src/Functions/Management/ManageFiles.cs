using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>The configuration as a file.</summary>
public sealed class ManageFiles(ConfigurationFileApi files)
{
    [Function("ExportConfiguration")]
    public Task<IResult> Export([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/export")] HttpRequest request) => files.Export(request);

    [Function("ImportConfiguration")]
    public Task<IResult> Import([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/manage/import")] HttpRequest request) => files.Import(request);

    [Function("ListTemplates")]
    public Task<IResult> Templates([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/templates")] HttpRequest request) => files.Templates(request);

    [Function("GetTemplate")]
    public Task<IResult> Template([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/templates/{name}")] HttpRequest request, string name) => files.Template(request, name);
}
