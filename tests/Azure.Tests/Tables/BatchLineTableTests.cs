using System.Text;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Batches;
using LlmFunctions.Testing;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class BatchLineTableTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2005, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly string _batch = BatchIds.New(Noon);
    private BatchLineTable _lines = null!;
    private PayloadTable _payloads = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        TableServiceClient service = new(await Azurite.ConnectionStringAsync());
        _payloads = new PayloadTable(service);
        _lines = new BatchLineTable(service, _payloads);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Lines_that_are_added_at_once_come_back_in_their_order_chunk_by_chunk()
    {
        int[] indexes = [.. Enumerable.Range(0, 120).Where(static i => i % 7 != 0)];
        await Task.WhenAll(indexes.Reverse().Select(i => AddAsync(i, $"result {i}", i % 2 == 0)));

        for (int chunk = 0; chunk < 3; chunk++)
        {
            IReadOnlyList<StoredLine> read = await ReadAsync(chunk);
            Assert.Equal(indexes.Where(i => i / 50 == chunk), read.Select(static line => line.Index));
            Assert.All(read, static line => Assert.Equal(($"result {line.Index}", line.Index % 2 == 0), (Text(line), line.IsError)));
        }
    }

    [Fact]
    public async Task The_last_line_of_a_page_and_the_first_of_the_next_are_in_chunks_of_their_own()
    {
        foreach (int index in (int[])[999, 1000, 49_999])
        {
            await AddAsync(index, "r");
        }

        Assert.Equal([999], (await ReadAsync(19)).Select(static line => line.Index));
        Assert.Equal([1000], (await ReadAsync(20)).Select(static line => line.Index));
        Assert.Equal([49_999], (await ReadAsync(999)).Select(static line => line.Index));
    }

    [Fact]
    public async Task The_records_of_a_line_come_back_as_they_are()
    {
        UsageRecord record = new()
        {
            RequestId = "r", Attempt = 1, StartedAt = Noon, App = "a", KeyId = "k", RequestedModel = "m", Model = "m", Provider = "p", Account = "x", Dialect = "d",
            Outcome = "success", Duration = TimeSpan.FromMilliseconds(7), Cost = 0.000123m, Shard = 3,
        };
        await _lines.AddAsync(_batch, new StoredLine(0, false, "r"u8.ToArray(), [record]), Cancellation);

        Assert.Equal([record], Assert.Single(await ReadAsync(0)).Records);
    }

    [Fact]
    public async Task The_first_of_two_results_of_a_line_stays_whatever_else_is_written_with_the_second()
    {
        Assert.True(await AddAsync(1, "first"));

        bool[] added = await Task.WhenAll(AddAsync(0, "zero"), AddAsync(1, "second"), AddAsync(2, "two"));
        bool[] twins = await Task.WhenAll(AddAsync(3, "one twin"), AddAsync(3, "another"));

        Assert.Equal([true, false, true], added);
        Assert.Single(twins, static isFirst => isFirst);
        Assert.Equal(["zero", "first", "two"], (await ReadAsync(0)).Take(3).Select(Text));
    }

    [Fact]
    public async Task Results_of_any_length_are_kept_also_many_large_ones_at_once()
    {
        int[] lengths = [0, 60_000, 700_000, 720_000, 3_000_000, 700_000, 700_000, 700_000];
        await Task.WhenAll(lengths.Select((length, i) => AddAsync(i, new string((char)('a' + i), length))));

        IReadOnlyList<StoredLine> read = await ReadAsync(0);

        Assert.Equal(lengths, read.Select(static line => line.Result.Length));
        Assert.All(read, static line => Assert.All(Text(line).Distinct(), c => Assert.Equal((char)('a' + line.Index), c)));
    }

    [Fact]
    public async Task Progress_is_the_sum_of_what_is_saved_of_the_chunks()
    {
        Assert.Equal(default(ChunkProgress), await _lines.ReadProgressAsync(_batch, 3, Cancellation));
        ChunkProgress progress = new ChunkProgress().With(0, false).With(49, true);
        await _lines.SaveProgressAsync(_batch, 3, progress, Cancellation);
        await _lines.SaveProgressAsync(_batch, 3, progress, Cancellation);
        await _lines.SaveProgressAsync(_batch, 4, new ChunkProgress().With(7, false), Cancellation);

        Assert.Equal(progress, await _lines.ReadProgressAsync(_batch, 3, Cancellation));
        Assert.Equal(new BatchCounts(2, 1), await _lines.CountAsync(_batch, Cancellation));
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_other_batches_stay()
    {
        string other = BatchIds.New(Noon);
        await _lines.AddAsync(other, new StoredLine(0, false, "o"u8.ToArray(), []), Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 1100).Select(i => AddAsync(i, "r")));
        await _lines.SaveProgressAsync(_batch, 0, new ChunkProgress().With(0, false), Cancellation);

        await _lines.DeleteAsync(_batch, Cancellation);

        Assert.Empty(await ReadAsync(0));
        Assert.Empty(await ReadAsync(21));
        Assert.Equal(default(BatchCounts), await _lines.CountAsync(_batch, Cancellation));
        await foreach (StoredLine line in _lines.ReadAsync(other, 0, Cancellation))
        {
            Assert.Equal(0, line.Index);
            return;
        }

        Assert.Fail("The line of the other batch is gone.");
    }

    private static string Text(StoredLine line) => Encoding.UTF8.GetString(line.Result.Span);

    private Task<bool> AddAsync(int index, string result, bool isError = false) =>
        _lines.AddAsync(_batch, new StoredLine(index, isError, Encoding.UTF8.GetBytes(result), []), Cancellation);

    private async Task<IReadOnlyList<StoredLine>> ReadAsync(int chunk)
    {
        List<StoredLine> lines = [];
        await foreach (StoredLine line in _lines.ReadAsync(_batch, chunk, Cancellation))
        {
            lines.Add(line);
        }

        return lines;
    }
}
