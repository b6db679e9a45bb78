using System.Diagnostics;
using System.Runtime.InteropServices;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Workflows;
using LlmFunctions.Jobs;
using LlmFunctions.Jobs.Webhooks;
using LlmFunctions.Routing;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.Functions.Http;

/// <summary>Takes jobs in, waits for them as long as the client wants, and answers with what came of them or where to look for it.</summary>
public sealed class JobRunner(
    JobIntake intake, JobLauncher launcher, JobProgress progress, JobDocuments documents, WebhookPolicy webhooks, GatewayOptions options, TimeProvider timeProvider)
{
    private const string JobHeader = "x-llm-job";

    // A name is as long as the client likes, and this one is only for people to read.
    private const int LongestModel = 1024;

    /// <exception cref="GatewayException">The request asks for a webhook, and there will be no job.</exception>
    public static void RefuseWebhook(HttpRequest request)
    {
        if (!string.IsNullOrEmpty(request.Headers[WebhookPolicy.Header]))
        {
            throw new GatewayException(
                ErrorKind.InvalidRequest, $"The header '{WebhookPolicy.Header}' is for jobs: send 'Prefer: respond-async', or leave 'durable' as it is where several models are asked.", WebhookPolicy.Header);
        }
    }

    /// <summary>Makes the job that a request asks for.</summary>
    /// <exception cref="GatewayException">A header makes no sense.</exception>
    public Job CreateJob(HttpRequest request, Caller caller, string kind, string dialect, string? model)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        _ = RequestWishes.Of(request);
        return new Job
        {
            Id = JobIds.New(now),
            App = caller.App,
            KeyId = caller.KeyId,
            Kind = kind,
            Dialect = dialect,
            Model = model?.Length > LongestModel ? model[..LongestModel] : model,
            Strategy = request.Headers[RoutingWishes.StrategyHeader],
            MaxCost = request.Headers[RoutingWishes.MaxCostHeader],
            RequestId = request.HttpContext.TraceIdentifier,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
            ClientAddress = ClientAddress.Of(request),
            Webhook = request.Headers[WebhookPolicy.Header] is [{ Length: > 0 } address, ..] ? webhooks.Check(address).AbsoluteUri : null,
            CreatedAt = now,
            ExpiresAt = now + options.Jobs.Retention,
        };
    }

    /// <summary>Returns when the job has come to its end or the time is over.</summary>
    /// <param name="request">The HTTP request.</param>
    /// <param name="client">The durable runtime.</param>
    /// <param name="wanted">The job that it asks for.</param>
    /// <param name="body">What it asks.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away; the job goes on.</param>
    public async Task<IResult> RunAsync(
        HttpRequest request, DurableTaskClient client, Job wanted, ReadOnlyMemory<byte> body, TimeSpan wait, CancellationToken cancellationToken)
    {
        Job job = await intake.AcceptAsync(wanted, request.Headers[IdempotencyKey.Header], body, cancellationToken);
        if (!job.IsFinal)
        {
            await launcher.StartAsync(client, job, job.Id == wanted.Id, cancellationToken);
            job = wait > TimeSpan.Zero ? await progress.WaitAsync(job, wait, cancellationToken) : job;
        }

        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers[JobHeader] = job.Id;
        Preferences.Of(request).WriteApplied(headers);
        return job.IsFinal && wait > TimeSpan.Zero ? await EndedAsync(job, cancellationToken) : await AcceptedAsync(job, cancellationToken);
    }

    private static GatewayError Cancelled(Job job) => new() { Kind = ErrorKind.Conflict, Message = $"The job '{job.Id}' was cancelled." };

    private async Task<IResult> EndedAsync(Job job, CancellationToken cancellationToken)
    {
        JobResult? result = job.Status == JobStatus.Cancelled ? null : await progress.ResultAsync(job.Id, cancellationToken);
        return result?.Answer is { } answer
            ? TypedResults.Bytes(JsonMarshal.GetRawUtf8Value(answer).ToArray(), "application/json")
            : throw new GatewayException(result?.Error ?? Cancelled(job));
    }

    private async Task<IResult> AcceptedAsync(Job job, CancellationToken cancellationToken) =>
        new AcceptedJob(job.Id, await documents.WriteAsync(job, cancellationToken));
}
