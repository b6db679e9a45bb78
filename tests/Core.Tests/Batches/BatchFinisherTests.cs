using LlmFunctions.Batches;
using LlmFunctions.Errors;
using LlmFunctions.Files;
using LlmFunctions.Tests.Pipeline;
using Xunit;

namespace LlmFunctions.Tests.Batches;

public sealed class BatchFinisherTests : IDisposable
{
    private readonly BatchHarness _harness = new(new ScriptedHandler(BatchHarness.Answers));

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task The_output_is_in_the_order_of_the_input_whatever_was_done_first()
    {
        Batch batch = await _harness.BeginAsync(BatchHarness.ManyLines(120));
        foreach (int chunk in (int[])[2, 0, 1])
        {
            await _harness.RunChunkAsync(batch, chunk);
        }

        batch = await _harness.FinishAsync(batch);

        Assert.Equal((BatchStatus.Completed, new BatchCounts(120, 0)), (batch.Status, batch.Counts));
        Assert.Equal(new BatchUsage(600, 0, 120, 0), batch.Usage);
        var lines = await _harness.ReadAsync(batch.OutputFileId);
        Assert.Equal(Enumerable.Range(0, 120).Select(static i => $"id-{i}"), lines.Select(static line => line.GetProperty("custom_id").GetString()));
        Assert.Equal(Enumerable.Range(0, 120).Select(i => BatchIds.RequestOf(batch.Id, i)), lines.Select(static line => line.GetProperty("id").GetString()));
        Assert.Null(batch.ErrorFileId);
    }

    [Fact]
    public async Task Doing_it_again_changes_nothing()
    {
        Batch batch = await _harness.BeginAsync(BatchHarness.ManyLines(3));
        await _harness.RunChunkAsync(batch);
        Batch ended = await _harness.FinishAsync(batch);

        Assert.Equal(ended, await _harness.FinishAsync(batch));
        Assert.Equal(ended, await _harness.FinishAsync(batch, isBroken: true));
    }

    [Fact]
    public async Task A_batch_whose_time_is_over_names_the_requests_that_were_not_made()
    {
        Batch batch = await _harness.BeginAsync(BatchHarness.ManyLines(53));
        await _harness.RunChunkAsync(batch, 1);
        _harness.Pipeline.Time.Advance(TimeSpan.FromHours(24));

        batch = await _harness.FinishAsync(batch);

        Assert.Equal((BatchStatus.Expired, new BatchCounts(3, 50)), (batch.Status, batch.Counts));
        Assert.Equal(["id-50", "id-51", "id-52"], (await _harness.ReadAsync(batch.OutputFileId)).Select(static line => line.GetProperty("custom_id").GetString()));
        var missing = await _harness.ReadAsync(batch.ErrorFileId);
        Assert.Equal(Enumerable.Range(0, 50).Select(static i => $"id-{i}"), missing.Select(static line => line.GetProperty("custom_id").GetString()));
        Assert.All(missing, static line => Assert.Equal("batch_expired", line.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_batch_that_was_done_in_time_is_completed_also_when_its_files_are_late()
    {
        Batch batch = await _harness.BeginAsync(BatchHarness.ManyLines(2));
        await _harness.RunChunkAsync(batch);
        _harness.Pipeline.Time.Advance(TimeSpan.FromHours(24));

        Assert.Equal(BatchStatus.Completed, (await _harness.FinishAsync(batch)).Status);
    }

    [Fact]
    public async Task A_batch_that_broke_down_keeps_what_is_done_and_says_so()
    {
        Batch batch = await _harness.BeginAsync(BatchHarness.ManyLines(53));
        await _harness.RunChunkAsync(batch, 1);

        batch = await _harness.FinishAsync(batch, isBroken: true);

        Assert.Equal((BatchStatus.Failed, "internal_error", new BatchCounts(3, 0)), (batch.Status, batch.Errors.Single().Code, batch.Counts));
        Assert.Equal(3, (await _harness.ReadAsync(batch.OutputFileId)).Count);
    }

    [Fact]
    public async Task A_batch_that_has_ended_cannot_be_cancelled_and_one_that_is_being_cancelled_can_be_again()
    {
        Batch batch = await _harness.BeginAsync(BatchHarness.ManyLines(1));
        Assert.Equal(BatchStatus.Cancelling, (await _harness.CancelAsync(batch)).Status);
        Assert.Equal(BatchStatus.Cancelling, (await _harness.CancelAsync(batch)).Status);
        await _harness.FinishAsync(batch);
        Assert.Equal(BatchStatus.Cancelled, (await _harness.CancelAsync(batch)).Status);

        Batch other = await _harness.BeginAsync(BatchHarness.ManyLines(1));
        await _harness.RunChunkAsync(other);
        await _harness.FinishAsync(other);
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => _harness.CancelAsync(other));
        Assert.Equal(ErrorKind.Conflict, exception.Error.Kind);
    }

    [Fact]
    public async Task The_same_key_and_body_are_the_same_batch_and_another_body_is_refused()
    {
        StoredFile file = await _harness.UploadAsync(BatchHarness.Line("a"));
        Batch batch = await _harness.AcceptAsync(file, "key-1");

        Assert.Equal(batch.Id, (await _harness.AcceptAsync(file, "key-1")).Id);
        Assert.NotEqual(batch.Id, (await _harness.AcceptAsync(file)).Id);
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => _harness.AcceptAsync(file, "key-1", ",\"metadata\":{}"));
        Assert.Equal(ErrorKind.IdempotencyKeyReused, exception.Error.Kind);
    }

    [Fact]
    public async Task The_input_of_a_batch_is_a_file_that_was_uploaded_for_one()
    {
        StoredFile output = await _harness.UploadAsync("{}", FilePurposes.BatchOutput);

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => _harness.AcceptAsync(output));
        Assert.Equal((ErrorKind.InvalidRequest, "input_file_id"), (exception.Error.Kind, exception.Error.Param));
        exception = await Assert.ThrowsAsync<GatewayException>(() => _harness.AcceptAsync(output with { Id = FileIds.New(DateTimeOffset.UnixEpoch) }));
        Assert.Equal((ErrorKind.InvalidRequest, "input_file_id"), (exception.Error.Kind, exception.Error.Param));
    }
}
