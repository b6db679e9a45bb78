using LlmFunctions.Batches;
using LlmFunctions.Files;
using LlmFunctions.Tests.Pipeline;
using Xunit;

namespace LlmFunctions.Tests.Batches;

public sealed class BatchValidatorTests : IDisposable
{
    private readonly BatchHarness _harness = new(new ScriptedHandler(BatchHarness.Answers));

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task An_input_that_makes_sense_is_counted_and_the_batch_is_in_progress()
    {
        Batch batch = await _harness.BeginAsync([.. BatchHarness.ManyLines(101), "", "  "]);

        Assert.Equal((BatchStatus.InProgress, 101, "a/m"), (batch.Status, batch.Total, batch.Model));
        Assert.Equal(_harness.Pipeline.Time.GetUtcNow(), batch.InProgressAt);
        Assert.Equal(new BatchPlan(101, 50), await _harness.ValidateAsync(batch));
    }

    [Fact]
    public async Task Errors_name_their_lines_also_after_blank_ones_and_nobody_is_called()
    {
        Batch batch = await _harness.BeginAsync(
            BatchHarness.Line("a"), "", "{oops", BatchHarness.Line("a"), BatchHarness.Line("b").Replace("POST", "GET", StringComparison.Ordinal), BatchHarness.Line("c", more: ",\"stream\":true"));

        Assert.Equal(BatchStatus.Failed, batch.Status);
        Assert.Equal(
            [("invalid_json_line", 3), ("duplicate_custom_id", 4), ("invalid_method", 5), ("invalid_request", 6)],
            batch.Errors.Select(static error => (error.Code, error.Line!.Value)));
        Assert.Contains("line 1", batch.Errors[1].Message, StringComparison.Ordinal);
        Assert.Equal(0, (await _harness.ValidateAsync(batch)).Lines);
        Assert.Empty(_harness.Pipeline.Ledger.Records);
    }

    [Fact]
    public async Task The_list_of_errors_is_bounded()
    {
        Batch batch = await _harness.BeginAsync(Enumerable.Repeat("x", 200));

        Assert.Equal(BatchValidator.MostErrors, batch.Errors.Count);
    }

    [Fact]
    public async Task A_file_without_requests_fails_the_batch()
    {
        Batch batch = await _harness.BeginAsync("", " ");

        Assert.Equal(("empty_file", null), (batch.Errors.Single().Code, batch.Errors.Single().Line));
    }

    [Fact]
    public async Task More_than_50000_requests_are_one_error()
    {
        Batch batch = await _harness.BeginAsync(BatchHarness.ManyLines(50_003));

        Assert.Equal(("too_many_requests", 50_001), (batch.Errors.Single().Code, batch.Errors.Single().Line));
    }

    [Fact]
    public async Task An_input_that_is_gone_fails_the_batch()
    {
        StoredFile file = await _harness.UploadAsync(BatchHarness.Line("a"));
        Batch batch = await _harness.AcceptAsync(file);
        await _harness.Files.DeleteAsync(BatchHarness.App, file.Id, TestContext.Current.CancellationToken);

        await _harness.ValidateAsync(batch);

        Assert.Equal(("invalid_input_file", "input_file_id"), (_harness.Batches.All[batch.Id].Errors.Single().Code, _harness.Batches.All[batch.Id].Errors.Single().Param));
    }

    [Fact]
    public async Task Lines_for_several_models_have_no_model_in_common()
    {
        Batch batch = await _harness.BeginAsync(BatchHarness.Line("a", "a/m"), BatchHarness.Line("b", "a/n"), BatchHarness.Line("c", "a/m"));

        Assert.Equal((null, 3), (batch.Model, batch.Total));
    }
}
