using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Batches of the whole app: lines in, lines out, in the same order, and in the ledger once.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task A_batch_answers_its_lines_in_their_order_and_books_each_once()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        BatchCaller caller = new(gateway.Caller);

        JsonElement batch = await caller.RunAsync(Enumerable.Range(0, 120).Select(static i => BatchCaller.Line($"line-{i}", $"number {i}")));

        Assert.Equal("completed", batch.GetProperty("status").GetString());
        Assert.Equal((120, 120, 0), Counts(batch));
        IReadOnlyList<JsonElement> output = await caller.LinesAsync(batch);
        Assert.Equal(Enumerable.Range(0, 120).Select(static i => $"line-{i}"), output.Select(CustomId));
        Assert.Equal(Enumerable.Range(0, 120).Select(static i => $"You said: number {i}"), output.Select(Content));
        Assert.Equal(JsonValueKind.Null, batch.GetProperty("error_file_id").ValueKind);
        IReadOnlyList<UsageRow> usage = await gateway.Caller.UsageAsync();
        Assert.Equal(output.Select(static line => line.GetProperty("id").GetString()!).Order(StringComparer.Ordinal), usage.Select(static row => row.RequestId).Order(StringComparer.Ordinal));
        Assert.Equal(usage.Sum(static row => row.TotalTokens), batch.GetProperty("usage").GetProperty("total_tokens").GetInt64());
    }

    private static string CustomId(JsonElement line) => line.GetProperty("custom_id").GetString()!;

    private static string Content(JsonElement line) =>
        line.GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private static (int Total, int Completed, int Failed) Counts(JsonElement batch)
    {
        JsonElement counts = batch.GetProperty("request_counts");
        return (counts.GetProperty("total").GetInt32(), counts.GetProperty("completed").GetInt32(), counts.GetProperty("failed").GetInt32());
    }
}
