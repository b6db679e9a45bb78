using LlmFunctions.Batches;
using LlmFunctions.Errors;
using LlmFunctions.Tests.Pipeline;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.Tests.Batches;

public sealed class ChunkRunnerTests
{
    private static readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> TooMany = ScriptedHandler.Answer(429, """{"error":{"message":"slow down"}}""");

    [Fact]
    public async Task A_chunk_asks_its_own_lines_only_and_records_each_once()
    {
        ScriptedHandler provider = new(BatchHarness.Answers);
        using BatchHarness harness = new(provider);
        Batch batch = await harness.BeginAsync(BatchHarness.ManyLines(70));

        Assert.Equal(new ChunkOutcome(20, 0), await harness.RunChunkAsync(batch, 1));
        Assert.Equal(Enumerable.Range(50, 20), harness.Lines.All.Keys);
        Assert.Equal(new ChunkOutcome(50, 0), await harness.RunChunkAsync(batch, 0));

        Assert.Equal(70, provider.Calls);
        AssertRecordedOnce(harness, 70);
        Assert.Equal(new BatchCounts(70, 0), await harness.Lines.CountAsync(batch.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_repetition_asks_nobody_and_writes_the_same_records()
    {
        ScriptedHandler provider = new(BatchHarness.Answers);
        using BatchHarness harness = new(provider);
        Batch batch = await harness.BeginAsync(BatchHarness.ManyLines(3));
        harness.Lines.LosesProgress = true;
        await harness.RunChunkAsync(batch);

        await harness.RunChunkAsync(batch);

        Assert.Equal((3, 6), (provider.Calls, harness.Pipeline.Ledger.Records.Count));
        AssertRecordedOnce(harness, 3);
    }

    [Fact]
    public async Task What_the_storage_refused_is_asked_again_and_nothing_else_is()
    {
        ScriptedHandler provider = new(BatchHarness.Answers);
        using BatchHarness harness = new(provider);
        Batch batch = await harness.BeginAsync(BatchHarness.ManyLines(3));
        harness.Lines.Broken.Add(1);

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => harness.RunChunkAsync(batch));
        Assert.Equal(ErrorKind.StorageUnavailable, exception.Error.Kind);
        harness.Lines.Broken.Clear();
        Assert.Equal(0, (await harness.RunChunkAsync(batch)).Left);

        // The one that was asked twice has cost twice.
        Assert.Equal(4, provider.Calls);
        AssertRecordedOnce(harness, 4);
        Assert.Equal([0, 1, 2], harness.Lines.All.Keys);
    }

    [Fact]
    public async Task A_line_that_makes_no_sense_to_its_endpoint_is_its_own_error_and_so_is_an_unknown_model()
    {
        using BatchHarness harness = new(new ScriptedHandler(BatchHarness.Answers));
        Batch batch = await harness.BeginAsync(BatchHarness.Line("a"), BatchHarness.Line("b", more: ",\"temperature\":\"hot\""), BatchHarness.Line("c", "nobody/m"));

        Assert.Equal(new ChunkOutcome(3, 0), await harness.RunChunkAsync(batch));
        batch = await harness.FinishAsync(batch);

        Assert.Equal((BatchStatus.Completed, new BatchCounts(1, 2)), (batch.Status, batch.Counts));
        var errors = await harness.ReadAsync(batch.ErrorFileId);
        Assert.Equal(["b", "c"], errors.Select(static line => line.GetProperty("custom_id").GetString()));
        Assert.Equal([400, 404], errors.Select(static line => line.GetProperty("response").GetProperty("status_code").GetInt32()));
        Assert.Equal(
            ["temperature", "model"], errors.Select(static line => line.GetProperty("response").GetProperty("body").GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task A_provider_that_has_too_much_to_do_puts_its_lines_off_and_the_others_go_on()
    {
        ScriptedHandler busy = new(BatchHarness.Answers, TooMany);
        ScriptedHandler idle = new(BatchHarness.Answers);
        using BatchHarness harness = new(busy, idle);
        Batch batch = await harness.BeginAsync(
            [BatchHarness.Line("0"), BatchHarness.Line("1"), BatchHarness.Line("2"), BatchHarness.Line("3", "b/m"), BatchHarness.Line("4"), BatchHarness.Line("5", "b/m")]);

        ChunkOutcome outcome = await harness.RunChunkAsync(batch);

        // After the first refusal nobody asks the busy one again.
        Assert.Equal((3, 3, false), (outcome.Done, outcome.Left, outcome.IsOver));
        Assert.True(outcome.Wait >= BatchRun.ShortestWait);
        Assert.Equal((2, 2), (busy.Calls, idle.Calls));
        Assert.Equal([0, 3, 5], harness.Lines.All.Keys);
        Assert.Contains(harness.Pipeline.Ledger.Records, static record => record.Outcome == "rate_limited");
    }

    [Fact]
    public async Task Nothing_is_begun_after_a_cancellation_or_when_the_time_is_over()
    {
        ScriptedHandler provider = new(BatchHarness.Answers);
        using BatchHarness harness = new(provider);
        Batch cancelled = await harness.BeginAsync(BatchHarness.ManyLines(2));
        Batch late = await harness.BeginAsync(BatchHarness.ManyLines(2));

        await harness.CancelAsync(cancelled);
        Assert.True((await harness.RunChunkAsync(cancelled)).IsOver);
        harness.Pipeline.Time.Advance(TimeSpan.FromHours(24));
        Assert.True((await harness.RunChunkAsync(late)).IsOver);

        Assert.Equal(0, provider.Calls);
    }

    [Fact]
    public async Task A_cancellation_in_the_middle_lets_what_is_under_way_come_to_its_end()
    {
        BatchHarness? harness = null;
        Batch? batch = null;
        ScriptedHandler provider = new(async (request, cancellationToken) =>
        {
            await harness!.CancelAsync(batch!);
            harness.Pipeline.Time.Advance(TimeSpan.FromSeconds(2));
            return await BatchHarness.Answers(request, cancellationToken);
        });
        using (harness = new BatchHarness(provider))
        {
            batch = await harness.BeginAsync(BatchHarness.ManyLines(5));

            ChunkOutcome outcome = await harness.RunChunkAsync(batch);
            Batch ended = await harness.FinishAsync(batch);

            Assert.Equal((1, 4, true), (outcome.Done, outcome.Left, outcome.IsOver));
            Assert.Equal((BatchStatus.Cancelled, new BatchCounts(1, 0), null), (ended.Status, ended.Counts, ended.ErrorFileId));
            Assert.Single(await harness.ReadAsync(ended.OutputFileId));
        }
    }

    [Fact]
    public async Task A_chunk_that_takes_long_leaves_the_rest_to_the_next_activity()
    {
        BatchHarness? harness = null;
        ScriptedHandler provider = new((request, cancellationToken) =>
        {
            harness!.Pipeline.Time.Advance(TimeSpan.FromMinutes(3));
            return BatchHarness.Answers(request, cancellationToken);
        });
        using (harness = new BatchHarness(provider))
        {
            Batch batch = await harness.BeginAsync(BatchHarness.ManyLines(5));

            Assert.Equal(new ChunkOutcome(2, 3), await harness.RunChunkAsync(batch));
        }
    }

    [Fact]
    public async Task An_input_that_is_gone_ends_the_batch_with_what_is_done()
    {
        using BatchHarness harness = new(new ScriptedHandler(BatchHarness.Answers));
        Batch batch = await harness.BeginAsync(BatchHarness.ManyLines(60));
        await harness.RunChunkAsync(batch, 1);
        await harness.Files.DeleteAsync(BatchHarness.App, batch.InputFileId, TestContext.Current.CancellationToken);

        Assert.True((await harness.RunChunkAsync(batch)).IsOver);
        batch = await harness.FinishAsync(batch);

        Assert.Equal((BatchStatus.Failed, "invalid_input_file"), (batch.Status, batch.Errors.Single().Code));
        Assert.Equal(10, (await harness.ReadAsync(batch.OutputFileId)).Count);
    }

    private static void AssertRecordedOnce(BatchHarness harness, int expected)
    {
        UsageRecord[] records = [.. harness.Pipeline.Ledger.Records.DistinctBy(static record => record.Id)];
        Assert.Equal(expected, records.Length);
        Assert.Single(records.Select(static record => record.Shard).Distinct());
    }
}
