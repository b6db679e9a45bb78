using LlmFunctions.Configuration;
using LlmFunctions.Files;
using LlmFunctions.Usage;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Batches;

/// <summary>Ends a batch: writes its files in the order of its input, then says what became of it. Doing it again writes the same.</summary>
public sealed class BatchFinisher(
    IBatchStore batches, IBatchLineStore lines, BatchInput input, IFileStore files, GatewayOptions options, TimeProvider timeProvider, ILogger<BatchFinisher> logger)
{
    private const string ExpiredCode = "batch_expired";
    private const string Expired = "This request could not be executed before the completion window expired.";

    private static readonly ReadOnlyMemory<byte> NewLine = "\n"u8.ToArray();

    public async Task RunAsync(BatchEnd end, CancellationToken cancellationToken)
    {
        Batch? batch = await batches.ChangeAsync(end.App, end.Id, Begin, cancellationToken);
        if (batch is null or { IsFinal: true })
        {
            return;
        }

        Totals totals = new(WriterOf(batch, BatchIds.OutputFileOf(batch), "output"), WriterOf(batch, BatchIds.ErrorFileOf(batch), "errors"));
        bool isLate = batch is { Status: BatchStatus.Finalizing, Errors.Count: 0 } && batch.ExpiresAt <= timeProvider.GetUtcNow();
        bool hasInput = await files.FindAsync(batch.App, batch.InputFileId, cancellationToken) is not null;
        for (int chunk = 0; chunk < BatchLayout.ChunksOf(batch.Total); chunk++)
        {
            await WriteAsync(batch, chunk, isLate && hasInput, totals, cancellationToken);
        }

        string? output = await CompleteAsync(totals.Output, cancellationToken);
        string? errors = await CompleteAsync(totals.Errors, cancellationToken);
        Batch? ended = await batches.ChangeAsync(end.App, end.Id, current => End(current, totals, output, errors, isLate), cancellationToken);
        if (ended is not null)
        {
            if (end.IsBroken)
            {
                Log.Broken(logger, ended.Id, ended.App);
            }

            Log.Ended(logger, ended.Id, ended.App, ended.Status, ended.Counts.Completed, ended.Counts.Failed, ended.Total);
        }
    }

    private Batch Begin(Batch batch)
    {
        bool isAsked = batch.IsFinal || batch.Status == BatchStatus.Cancelling || batch.FinalizingAt is not null;
        return isAsked ? batch : batch with { Status = BatchStatus.Finalizing, FinalizingAt = timeProvider.GetUtcNow() };
    }

    private Batch End(Batch batch, Totals totals, string? output, string? errors, bool isLate)
    {
        if (batch.IsFinal)
        {
            return batch;
        }

        bool isComplete = batch.Total > 0 && totals.Results == batch.Total;
        bool isExpired = isLate && !isComplete;
        bool isCancelled = batch.Status == BatchStatus.Cancelling;
        IReadOnlyList<BatchError> reasons = batch.Errors.Count > 0 || isComplete || isExpired || isCancelled
            ? batch.Errors
            : [new BatchError("internal_error", "The batch could not be worked on to its end. Create it again with the requests that have no result.")];
        return batch with
        {
            Status = isCancelled ? BatchStatus.Cancelled : isExpired ? BatchStatus.Expired : isComplete ? BatchStatus.Completed : BatchStatus.Failed,
            Errors = reasons,
            Counts = totals.Counts,
            Usage = totals.Usage,
            OutputFileId = output,
            ErrorFileId = errors,
            EndedAt = timeProvider.GetUtcNow(),
        };
    }

    private async Task WriteAsync(Batch batch, int chunk, bool listsAll, Totals totals, CancellationToken cancellationToken)
    {
        if (!listsAll)
        {
            await foreach (StoredLine line in lines.ReadAsync(batch.Id, chunk, cancellationToken))
            {
                await totals.AddAsync(line, cancellationToken);
            }

            return;
        }

        await using IAsyncEnumerator<StoredLine> stored = lines.ReadAsync(batch.Id, chunk, cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool isAny = await stored.MoveNextAsync();
        await foreach ((int index, BatchLine asked) in input.ReadChunkAsync(batch, chunk, cancellationToken))
        {
            bool hasResult = isAny && stored.Current.Index == index;
            if (hasResult)
            {
                await totals.AddAsync(stored.Current, cancellationToken);
                isAny = await stored.MoveNextAsync();
            }
            else
            {
                await totals.AddMissingAsync(BatchResult.NotMade(BatchIds.RequestOf(batch.Id, index), asked.CustomId, ExpiredCode, Expired), cancellationToken);
            }
        }
    }

    private FileWriter WriterOf(Batch batch, string id, string name)
    {
        DateTimeOffset now = batch.FinalizingAt ?? batch.CancellingAt ?? batch.CreatedAt;
        StoredFile file = new()
        {
            Id = id,
            App = batch.App,
            FileName = $"{batch.Id}_{name}.jsonl",
            Purpose = FilePurposes.BatchOutput,
            CreatedAt = now,
            ExpiresAt = now + (batch.OutputRetention ?? options.Batches.Retention),
        };
        return new FileWriter(files, file);
    }

    private static async Task<string?> CompleteAsync(FileWriter writer, CancellationToken cancellationToken) =>
        writer.Length == 0 ? null : (await writer.CompleteAsync(writer.File, cancellationToken)).Id;

    /// <summary>What was written so far.</summary>
    private sealed class Totals(FileWriter output, FileWriter errors)
    {
        public FileWriter Output => output;

        public FileWriter Errors => errors;

        public BatchCounts Counts { get; private set; }

        public BatchUsage Usage { get; private set; } = new();

        /// <summary>How many lines have a result.</summary>
        public int Results { get; private set; }

        public async Task AddAsync(StoredLine line, CancellationToken cancellationToken)
        {
            await WriteAsync(line.IsError, line.Result, cancellationToken);
            Results++;
            foreach (UsageRecord record in line.Records)
            {
                Usage = Usage.Add(record);
            }
        }

        /// <summary>A line that has none, and a place in the error file.</summary>
        public Task AddMissingAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken) => WriteAsync(isError: true, text, cancellationToken);

        private async Task WriteAsync(bool isError, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
        {
            FileWriter file = isError ? errors : output;
            await file.WriteAsync(text, cancellationToken);
            await file.WriteAsync(NewLine, cancellationToken);
            Counts += isError ? new BatchCounts(0, 1) : new BatchCounts(1, 0);
        }
    }
}
