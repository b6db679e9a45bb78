using System.Runtime.CompilerServices;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Batches;

/// <summary>
/// Works on a chunk of a batch. It may be run any number of times, by several instances and at once: what is stored stays as it is, and only
/// lines without a result are asked.
/// </summary>
public sealed class ChunkRunner(
    IBatchStore batches, IBatchLineStore store, BatchInput input, UnsettledCalls calls, LineRunner lines, TimeProvider timeProvider, ILogger<ChunkRunner> logger)
{
    // Then the rest is left to the next activity, because a host ends functions that take too long.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    /// <exception cref="GatewayException">The storage does not answer.</exception>
    public async Task<ChunkOutcome> RunAsync(ChunkWork work, CancellationToken cancellationToken)
    {
        if (await batches.FindAsync(work.App, work.Id, cancellationToken) is not { } batch || IsOver(batch))
        {
            return new ChunkOutcome(0, 0, IsOver: true);
        }

        Run run = new(batch, work.Chunk, await store.ReadProgressAsync(work.Id, work.Chunk, cancellationToken), timeProvider.GetTimestamp());
        try
        {
            await SettleStoredAsync(run, cancellationToken);
            ParallelOptions options = new() { MaxDegreeOfParallelism = work.Concurrency, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(OpenLinesAsync(run, cancellationToken), options, (line, _) => RunAsync(run, line.Index, line.Line, cancellationToken));
        }
        catch (GatewayException gone) when (gone.Error.Kind == ErrorKind.NotFound)
        {
            BatchError error = new("invalid_input_file", gone.Message, "input_file_id");
            await batches.ChangeAsync(work.App, work.Id, current => current.IsFinal ? current : current with { Errors = [error] }, cancellationToken);
            run.IsOver = true;
        }
        finally
        {
            // Also when the storage failed for one of the lines: what is settled need not be settled again.
            await store.SaveProgressAsync(work.Id, work.Chunk, run.Progress, CancellationToken.None);
        }

        return run.Failure is null ? Outcome(run) : throw new GatewayException(run.Failure.Error, run.Failure);
    }

    private ChunkOutcome Outcome(Run run)
    {
        int left = BatchLayout.LinesOf(run.Chunk, run.Batch.Total) - run.Progress.Counts.Done;
        if (run.Slowed is { } why)
        {
            Log.PutOff(logger, run.Batch.Id, run.Wait, why, left);
        }

        return new ChunkOutcome(run.Progress.Counts.Done - run.DoneBefore, left, run.Wait, run.IsOver);
    }

    /// <summary>Writes into the ledger what an earlier run has stored and perhaps not written: the same records again change nothing.</summary>
    private async Task SettleStoredAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.Progress.Counts.Done == BatchLayout.LinesOf(run.Chunk, run.Batch.Total))
        {
            return;
        }

        List<Task> settling = [];
        await foreach (StoredLine line in store.ReadAsync(run.Batch.Id, run.Chunk, cancellationToken))
        {
            if (!run.Has(line.Index))
            {
                settling.Add(SettleAsync(line));
            }
        }

        await Task.WhenAll(settling);

        async Task SettleAsync(StoredLine line)
        {
            await calls.AppendAsync(line.Records, cancellationToken);
            run.Settled(line.Index, line.IsError);
        }
    }

    private async IAsyncEnumerable<(int Index, BatchLine Line)> OpenLinesAsync(Run run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (run.Progress.Counts.Done == BatchLayout.LinesOf(run.Chunk, run.Batch.Total))
        {
            yield break;
        }

        await foreach ((int index, BatchLine line) in input.ReadChunkAsync(run.Batch, run.Chunk, cancellationToken))
        {
            if (!run.Has(index) && !run.IsResting(line.Model))
            {
                if (await MustStopAsync(run, cancellationToken))
                {
                    yield break;
                }

                yield return (index, line);
            }
        }
    }

    private async ValueTask RunAsync(Run run, int index, BatchLine line, CancellationToken cancellationToken)
    {
        // Perhaps it was found out in the meantime.
        if (run.IsResting(line.Model))
        {
            return;
        }

        LineOutcome outcome;
        try
        {
            outcome = await lines.RunAsync(run.Batch, index, line, cancellationToken);
        }
        catch (GatewayException failure)
        {
            // The others are under way and are not to be cut off.
            run.Failure ??= failure;
            return;
        }

        if (outcome.PutOff is { } error)
        {
            run.Rest(line.Model, error.Kind, error.RetryAfter ?? BatchRun.ShortestWait);
        }
        else
        {
            run.Settled(index, outcome.IsError);
        }
    }

    private async ValueTask<bool> MustStopAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.Failure is not null || timeProvider.GetElapsedTime(run.Began) >= Longest)
        {
            return true;
        }

        if (timeProvider.GetElapsedTime(run.LookedAt) >= BatchRun.ShortestWait)
        {
            run.LookedAt = timeProvider.GetTimestamp();
            run.IsOver = await batches.FindAsync(run.Batch.App, run.Batch.Id, cancellationToken) is not { } current || IsOver(current);
        }

        return run.IsOver;
    }

    private bool IsOver(Batch batch) => batch.Status != BatchStatus.InProgress || batch.Errors.Count > 0 || batch.ExpiresAt <= timeProvider.GetUtcNow();

    /// <summary>One run, which several lines take part in at once.</summary>
    private sealed class Run(Batch batch, int chunk, ChunkProgress progress, long began)
    {
        private readonly Lock _lock = new();
        private readonly HashSet<string> _resting = new(StringComparer.OrdinalIgnoreCase);
        private ChunkProgress _progress = progress;

        public Batch Batch => batch;

        public int Chunk => chunk;

        public int DoneBefore { get; } = progress.Counts.Done;

        public long Began { get; } = began;

        public long LookedAt { get; set; } = began;

        public bool IsOver { get; set; }

        /// <summary>Why it cannot go on.</summary>
        public GatewayException? Failure { get; set; }

        public ChunkProgress Progress
        {
            get
            {
                lock (_lock)
                {
                    return _progress;
                }
            }
        }

        public TimeSpan Wait { get; private set; }

        public ErrorKind? Slowed { get; private set; }

        public bool Has(int index) => Progress.Has(index - BatchLayout.FirstLineOf(chunk));

        public void Settled(int index, bool isError)
        {
            lock (_lock)
            {
                _progress = _progress.With(index - BatchLayout.FirstLineOf(chunk), isError);
            }
        }

        public bool IsResting(string? model)
        {
            lock (_lock)
            {
                return _resting.Contains(model ?? "");
            }
        }

        /// <summary>No more lines for a model in this run.</summary>
        public void Rest(string? model, ErrorKind why, TimeSpan wait)
        {
            lock (_lock)
            {
                _resting.Add(model ?? "");
                Slowed ??= why;
                Wait = wait > Wait ? wait : Wait;
            }
        }
    }
}
