using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Jobs.Webhooks;
using LlmFunctions.Json;
using LlmFunctions.Usage;

namespace LlmFunctions.Jobs;

/// <summary>Writes jobs as clients see them.</summary>
public sealed class JobDocuments(IPayloadStore payloads, JobProgress progress)
{
    /// <summary>The job with its attempts so far and what came of it.</summary>
    public async Task<ReadOnlyMemory<byte>> WriteAsync(Job job, CancellationToken cancellationToken)
    {
        List<ReadOnlyMemory<byte>> calls = [.. await payloads.ListAsync(job.Id, PayloadNames.Calls, cancellationToken)];
        if (job.Kind == JobKinds.Parallel && await payloads.FindAsync(job.Id, PayloadNames.Judge, cancellationToken) is { } judge)
        {
            calls.Add(judge);
        }

        JobResult? result = job.IsFinal ? await progress.ResultAsync(job.Id, cancellationToken) : null;
        ReadOnlyMemory<byte>? told = job is { Webhook: not null, IsFinal: true } ? await payloads.FindAsync(job.Id, PayloadNames.Webhook, cancellationToken) : null;
        return JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            WriteProperties(writer, job);
            WriteWebhook(writer, job, told is { } report ? JsonSerializer.Deserialize(report.Span, JobJson.Stored.WebhookReport) : null);
            writer.WriteStartArray("attempts"u8);
            foreach (UsageRecord record in calls.SelectMany(static call => RecordedCall.Read(call).Records).OrderBy(static record => record.StartedAt))
            {
                WriteAttempt(writer, record);
            }

            writer.WriteEndArray();
            WriteResult(writer, job, result);
            writer.WriteEndObject();
        });
    }

    /// <summary>A page of jobs, without their attempts and results.</summary>
    public static ReadOnlyMemory<byte> WriteList(IReadOnlyList<Job> jobs, bool hasMore) => JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list"u8);
        writer.WriteStartArray("data"u8);
        foreach (Job job in jobs)
        {
            writer.WriteStartObject();
            WriteProperties(writer, job);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("last_id"u8, jobs is [.., { } last] ? last.Id : null);
        writer.WriteBoolean("has_more"u8, hasMore);
        writer.WriteEndObject();
    });

    private static void WriteProperties(Utf8JsonWriter writer, Job job)
    {
        writer.WriteString("id"u8, job.Id);
        writer.WriteString("object"u8, "job"u8);
        writer.WriteString("kind"u8, job.Kind);
        writer.WriteString("status"u8, job.Status.ToString().ToLowerInvariant());
        writer.WriteString("model"u8, job.Model);
        writer.WriteString("request_id"u8, job.RequestId);
        WriteTime(writer, "created_at", job.CreatedAt);
        WriteTime(writer, "completed_at", job.CompletedAt);
        WriteTime(writer, "expires_at", job.ExpiresAt);
    }

    private static void WriteWebhook(Utf8JsonWriter writer, Job job, WebhookReport? report)
    {
        if (job.Webhook is not { } webhook)
        {
            return;
        }

        writer.WriteStartObject("webhook"u8);
        writer.WriteString("url"u8, webhook);
        writer.WriteBoolean("delivered"u8, report?.Delivered ?? false);
        writer.WriteNumber("attempts"u8, report?.Attempts ?? 0);
        if (report?.Status is { } status)
        {
            writer.WriteNumber("status"u8, status);
        }

        if (report?.Problem is { } problem)
        {
            writer.WriteString("problem"u8, problem);
        }

        writer.WriteEndObject();
    }

    private static void WriteAttempt(Utf8JsonWriter writer, UsageRecord record)
    {
        writer.WriteStartObject();
        writer.WriteString("provider"u8, record.Provider);
        writer.WriteString("model"u8, record.Model);
        writer.WriteString("outcome"u8, record.Outcome);
        if (record.UpstreamStatus is { } status)
        {
            writer.WriteNumber("upstream_status"u8, status);
        }

        WriteTime(writer, "started_at", record.StartedAt);
        writer.WriteNumber("latency_ms"u8, (long)record.Duration.TotalMilliseconds);
        if (record.Cost is { } cost)
        {
            writer.WriteNumber("cost"u8, cost);
        }

        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, Job job, JobResult? result)
    {
        if (result is null || job.Status == JobStatus.Cancelled)
        {
            return;
        }

        if (result.Error is { } error)
        {
            writer.WritePropertyName("error"u8);
            ErrorOf(job, error).WriteTo(writer);
            return;
        }

        writer.WritePropertyName("result"u8);
        result.Answer!.Value.WriteTo(writer);
        if (result.Dropped is { } dropped)
        {
            writer.WriteStartArray("dropped"u8);
            foreach (string name in dropped)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
        }

        if (result.Experiment is { } experiment)
        {
            writer.WriteString("experiment"u8, experiment);
        }

        if (result.Warning is { } warning)
        {
            writer.WriteString("warning"u8, warning);
        }
    }

    // What the client's dialect has under "error", without what is around it.
    private static JsonElement ErrorOf(Job job, GatewayError error)
    {
        ArrayBufferWriter<byte> envelope = new();
        JobDialects.Of(job).WriteError(error, envelope);
        return JsonElement.Parse(envelope.WrittenSpan).GetProperty("error");
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time) =>
        writer.WriteString(name, time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
