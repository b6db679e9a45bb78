using System.Globalization;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Workflows;
using LlmFunctions.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.Functions.Http;

/// <summary>The jobs of an app: how far they are, and what came of them.</summary>
public sealed class JobsApi(GatewayEndpoint endpoint, IJobStore jobs, JobProgress progress, JobLauncher launcher, JobDocuments documents)
{
    private const int DefaultLimit = 20;
    private const int MostJobs = 100;

    [Function("GetJob")]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/jobs/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, async (caller, cancellationToken) =>
        {
            Job job = await progress.GetAsync(new JobRef(caller.App, id), cancellationToken);
            Preferences preferences = Preferences.Of(request);
            if (preferences.Wait is { } wait)
            {
                job = await progress.WaitAsync(job, wait, cancellationToken);
                preferences.WriteApplied(request.HttpContext.Response.Headers);
            }

            return await DocumentAsync(job, cancellationToken);
        });

    [Function("ListJobs")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/jobs")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, async (caller, cancellationToken) =>
        {
            int limit = LimitOf(request.Query);
            JobFilter filter = new(StatusOf(request.Query), Value(request.Query, "kind"), AfterOf(request.Query));
            IReadOnlyList<Job> found = await jobs.ListAsync(caller.App, filter, limit + 1, cancellationToken);
            return TypedResults.Bytes(JobDocuments.WriteList([.. found.Take(limit)], found.Count > limit), "application/json");
        });

    [Function("CancelJob")]
    public Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/jobs/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, async (caller, cancellationToken) =>
        {
            Job job = await progress.GetAsync(new JobRef(caller.App, id), cancellationToken);
            job = await progress.CancelAsync(new JobRef(job.App, job.Id), cancellationToken);
            await launcher.StopAsync(client, job, cancellationToken);
            return await DocumentAsync(job, cancellationToken);
        });

    private static int LimitOf(IQueryCollection query) => Value(query, "limit") switch
    {
        null => DefaultLimit,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= MostJobs => limit,
        _ => throw Invalid("limit", $"must be a whole number from 1 to {MostJobs}"),
    };

    private static JobStatus? StatusOf(IQueryCollection query) => Value(query, "status") switch
    {
        null => null,
        { } text when char.IsAsciiLetter(text[0]) && Enum.TryParse(text, ignoreCase: true, out JobStatus status) && Enum.IsDefined(status) => status,
        _ => throw Invalid("status", $"must be one of {string.Join(", ", Enum.GetNames<JobStatus>()).ToLowerInvariant()}"),
    };

    private static string? AfterOf(IQueryCollection query) => Value(query, "after") switch
    {
        null => null,
        { } id when JobIds.IsOne(id) => id,
        _ => throw Invalid("after", "must be the id of a job"),
    };

    private static string? Value(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;

    private static GatewayException Invalid(string name, string why) => new(ErrorKind.InvalidRequest, $"'{name}' {why}.", name);

    private async Task<IResult> DocumentAsync(Job job, CancellationToken cancellationToken) =>
        TypedResults.Bytes(await documents.WriteAsync(job, cancellationToken), "application/json");
}
