using System.Globalization;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Files;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Batches;

/// <summary>Reads the input of a batch once, line by line: what makes no sense fails the batch before anybody is called.</summary>
public sealed class BatchValidator(
    IBatchStore batches, FileLibrary library, BatchInput input, GatewayOptions options, TimeProvider timeProvider, ILogger<BatchValidator> logger)
{
    /// <summary>How many errors are told of; more would be of no use to anybody.</summary>
    public const int MostErrors = 50;

    /// <summary>Doing it again gives the same.</summary>
    public async Task<BatchPlan> RunAsync(string app, string id, CancellationToken cancellationToken)
    {
        if (await batches.FindAsync(app, id, cancellationToken) is not { IsFinal: false } batch)
        {
            return new BatchPlan(0, 0);
        }

        Reading reading = new(batch.Endpoint);
        try
        {
            await ReadAsync(reading, await library.GetAsync(app, batch.InputFileId, cancellationToken), cancellationToken);
        }
        catch (GatewayException gone) when (gone.Error.Kind == ErrorKind.NotFound)
        {
            reading.Errors.Add(new BatchError("invalid_input_file", gone.Message, "input_file_id"));
        }

        if (reading.Errors.Count > 0)
        {
            await batches.ChangeAsync(app, id, current => current.FailedFor(reading.Errors, timeProvider.GetUtcNow()), cancellationToken);
            Log.Invalid(logger, id, app, reading.Errors.Count);
            return new BatchPlan(0, 0);
        }

        await input.SaveIndexAsync(id, reading.Offsets, cancellationToken);
        await batches.ChangeAsync(app, id, current => Begin(current, reading), cancellationToken);
        return new BatchPlan(reading.Lines, options.Batches.Concurrency);
    }

    private Batch Begin(Batch batch, Reading reading)
    {
        Batch known = batch with { Total = reading.Lines, Model = reading.Model };
        return batch.Status == BatchStatus.Validating
            ? known with { Status = BatchStatus.InProgress, InProgressAt = timeProvider.GetUtcNow() }
            : known;
    }

    private async Task ReadAsync(Reading reading, StoredFile file, CancellationToken cancellationToken)
    {
        await foreach (FileLine line in input.ReadAsync(file, cancellationToken))
        {
            if (!line.IsBlank || line.IsTooLong)
            {
                reading.Add(line);
            }

            if (reading.Errors.Count >= MostErrors)
            {
                return;
            }
        }

        reading.End(file.Bytes);
    }

    /// <summary>What was read so far.</summary>
    private sealed class Reading(BatchEndpoint endpoint)
    {
        private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
        private bool _isOneModel = true;

        public int Lines { get; private set; }

        public string? Model { get; private set; }

        public List<long> Offsets { get; } = [];

        public List<BatchError> Errors { get; } = [];

        public void Add(FileLine line)
        {
            if (Lines == BatchLayout.MostLines)
            {
                Fail("too_many_requests", string.Create(CultureInfo.InvariantCulture, $"A batch has at most {BatchLayout.MostLines} requests."), null, line.Number);
                return;
            }

            if (Lines % BatchLayout.LinesAChunk == 0)
            {
                Offsets.Add(line.Offset);
            }

            Lines++;
            if (line.IsTooLong)
            {
                Fail("line_too_long", "The line is longer than a request may be.", null, line.Number);
            }
            else if (BatchLineReader.Read(line.Text, line.Number, endpoint, out BatchError? error) is not { } read)
            {
                Errors.Add(error!);
            }
            else if (!_ids.TryAdd(read.CustomId, line.Number))
            {
                Fail("duplicate_custom_id", string.Create(CultureInfo.InvariantCulture, $"'custom_id' is the same as on line {_ids[read.CustomId]}."), "custom_id", line.Number);
            }
            else
            {
                Note(read.Model);
            }
        }

        public void End(long length)
        {
            Offsets.Add(length);
            if (Lines == 0)
            {
                Errors.Add(new BatchError("empty_file", "The input file has no requests.", "input_file_id"));
            }
        }

        private void Fail(string code, string message, string? param, int line)
        {
            // Of lines that are too many, one says it all.
            if (Errors is not [.., { } last] || last.Code != code || code != "too_many_requests")
            {
                Errors.Add(new BatchError(code, message, param, line));
            }
        }

        private void Note(string? model)
        {
            _isOneModel &= Lines == 1 || model == Model;
            Model = _isOneModel ? model : null;
        }
    }
}
