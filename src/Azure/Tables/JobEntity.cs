using Azure.Data.Tables;
using LlmFunctions.Jobs;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>A job as a row.</summary>
internal static class JobEntity
{
    public const string Status = nameof(Job.Status);
    public const string CompletedAt = nameof(Job.CompletedAt);

    public static TableEntity Of(Job job) => new(job.App, job.Id)
    {
        [nameof(Job.KeyId)] = job.KeyId,
        [nameof(Job.Kind)] = job.Kind,
        [nameof(Job.Dialect)] = job.Dialect,
        [nameof(Job.Model)] = job.Model,
        [nameof(Job.Strategy)] = job.Strategy,
        [nameof(Job.MaxCost)] = job.MaxCost,
        [nameof(Job.RequestId)] = job.RequestId,
        [nameof(Job.TraceParent)] = job.TraceParent,
        [nameof(Job.ClientAddress)] = job.ClientAddress,
        [nameof(Job.Headers)] = job.Headers.Count == 0 ? null : string.Join('\n', job.Headers.Select(static header => $"{header.Key}: {header.Value}")),
        [nameof(Job.Webhook)] = job.Webhook,
        [Status] = job.Status.ToString(),
        [nameof(Job.CreatedAt)] = job.CreatedAt,
        [CompletedAt] = job.CompletedAt,
        [nameof(Job.ExpiresAt)] = job.ExpiresAt,
    };

    public static Job Read(TableEntity row) => new()
    {
        Id = row.RowKey,
        App = row.PartitionKey,
        KeyId = row.GetString(nameof(Job.KeyId)),
        Kind = row.GetString(nameof(Job.Kind)),
        Dialect = row.GetString(nameof(Job.Dialect)),
        Model = row.GetString(nameof(Job.Model)),
        Strategy = row.GetString(nameof(Job.Strategy)),
        MaxCost = row.GetString(nameof(Job.MaxCost)),
        RequestId = row.GetString(nameof(Job.RequestId)),
        TraceParent = row.GetString(nameof(Job.TraceParent)),
        ClientAddress = row.GetString(nameof(Job.ClientAddress)),
        Headers = ReadHeaders(row.GetString(nameof(Job.Headers))),
        Webhook = row.GetString(nameof(Job.Webhook)),
        Status = Enum.Parse<JobStatus>(row.GetString(Status)),
        CreatedAt = row.GetDateTimeOffset(nameof(Job.CreatedAt))!.Value,
        CompletedAt = row.GetDateTimeOffset(CompletedAt),
        ExpiresAt = row.GetDateTimeOffset(nameof(Job.ExpiresAt))!.Value,
    };

    private static IReadOnlyDictionary<string, string> ReadHeaders(string? lines) =>
        lines?.Split('\n').Select(static line => line.Split(": ", 2)).ToDictionary(static header => header[0], static header => header[1]) ?? Job.NoHeaders;
}
