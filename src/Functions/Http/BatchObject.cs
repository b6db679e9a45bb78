using LlmFunctions.Batches;

namespace LlmFunctions.Functions.Http;

/// <summary>A batch in OpenAI's form. What is not known yet is null.</summary>
internal sealed record BatchObject
{
    public required string Id { get; init; }

    public string Object { get; } = "batch";

    public required string Endpoint { get; init; }

    public string? Model { get; init; }

    public BatchErrorList? Errors { get; init; }

    public required string InputFileId { get; init; }

    public string CompletionWindow { get; } = BatchRequestReader.Window;

    public required string Status { get; init; }

    public string? OutputFileId { get; init; }

    public string? ErrorFileId { get; init; }

    public required long CreatedAt { get; init; }

    public long? InProgressAt { get; init; }

    public required long ExpiresAt { get; init; }

    public long? FinalizingAt { get; init; }

    public long? CompletedAt { get; init; }

    public long? FailedAt { get; init; }

    public long? ExpiredAt { get; init; }

    public long? CancellingAt { get; init; }

    public long? CancelledAt { get; init; }

    public required BatchRequestCounts RequestCounts { get; init; }

    public BatchUsageEntry? Usage { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public static BatchObject Of(Batch batch) => new()
    {
        Id = batch.Id,
        Endpoint = BatchEndpoints.PathOf(batch.Endpoint),
        Model = batch.Model,
        Errors = batch.Errors.Count == 0 ? null : new BatchErrorList([.. batch.Errors.Select(BatchErrorEntry.Of)]),
        InputFileId = batch.InputFileId,
        Status = BatchStatuses.NameOf(batch.Status),
        OutputFileId = batch.OutputFileId,
        ErrorFileId = batch.ErrorFileId,
        CreatedAt = batch.CreatedAt.ToUnixTimeSeconds(),
        InProgressAt = batch.InProgressAt?.ToUnixTimeSeconds(),
        ExpiresAt = batch.ExpiresAt.ToUnixTimeSeconds(),
        FinalizingAt = batch.FinalizingAt?.ToUnixTimeSeconds(),
        CompletedAt = EndedAs(batch, BatchStatus.Completed),
        FailedAt = EndedAs(batch, BatchStatus.Failed),
        ExpiredAt = EndedAs(batch, BatchStatus.Expired),
        CancellingAt = batch.CancellingAt?.ToUnixTimeSeconds(),
        CancelledAt = EndedAs(batch, BatchStatus.Cancelled),
        RequestCounts = new BatchRequestCounts(batch.Total, batch.Counts.Completed, batch.Counts.Failed),
        Usage = batch.Usage is { } usage ? BatchUsageEntry.Of(usage) : null,
        Metadata = batch.Metadata,
    };

    private static long? EndedAs(Batch batch, BatchStatus status) => batch.Status == status ? batch.EndedAt?.ToUnixTimeSeconds() : null;
}
