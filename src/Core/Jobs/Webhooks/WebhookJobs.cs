using System.Globalization;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Jobs.Webhooks;

/// <summary>The activity that tells the end of a job.</summary>
public sealed class WebhookJobs(
    IJobStore jobs, IPayloadStore payloads, JobDocuments documents, WebhookPolicy policy, WebhookSender sender, TimeProvider timeProvider, ILogger<WebhookJobs> logger)
{
    private const int Gone = 410;

    // About nine hours in all: long enough for a receiver that is repaired in the morning.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6),
    ];

    /// <summary>Tries once; returns what comes next.</summary>
    public async Task<WebhookStep> DeliverAsync(WebhookStep step, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(step.Job.App, step.Job.Id, cancellationToken) is not { Webhook: { } webhook, Status: JobStatus.Completed or JobStatus.Failed } job)
        {
            return step with { IsLast = true };
        }

        (int? status, string? problem, bool isForbidden) = await SendAsync(job, webhook, cancellationToken);
        WebhookReport report = new() { Attempts = step.Number + 1, Delivered = problem is null, Status = status, Problem = problem };
        await payloads.SaveAsync(job.Id, PayloadNames.Webhook, JsonSerializer.SerializeToUtf8Bytes(report, JobJson.Stored.WebhookReport), cancellationToken);
        if (problem is null)
        {
            return step with { IsLast = true };
        }

        bool givenUp = isForbidden || status == Gone || step.Number >= Waits.Length;
        Log.WebhookFailed(logger, job.Id, report.Attempts, problem, status, givenUp);
        return givenUp ? step with { IsLast = true } : step with { Number = step.Number + 1, Wait = Waits[step.Number] };
    }

    private async Task<(int? Status, string? Problem, bool IsForbidden)> SendAsync(Job job, string webhook, CancellationToken cancellationToken)
    {
        Uri address;
        try
        {
            address = policy.Check(webhook);
        }
        catch (GatewayException exception)
        {
            // The settings were changed since the job was taken in.
            return (null, exception.Message, true);
        }

        (int? status, string? problem) = await sender.SendAsync(address, job.Id, await BodyOfAsync(job, cancellationToken), cancellationToken);
        return (status, problem, false);
    }

    private async Task<ReadOnlyMemory<byte>> BodyOfAsync(Job job, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> document = await documents.WriteAsync(job, cancellationToken);
        return JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, job.Status == JobStatus.Completed ? "job.completed" : "job.failed");
            writer.WriteString("timestamp"u8, timeProvider.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WritePropertyName("data"u8);
            writer.WriteRawValue(document.Span);
            writer.WriteEndObject();
        });
    }
}
