using System.Net;
using System.Text.RegularExpressions;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.AzureServices.Tests.DataTables;
using LlmFunctions.Testing;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class UsageTableTests : IAsyncLifetime
{
    private const int AnySeed = 7;
    private readonly string _app = $"app-{Guid.NewGuid():N}";
    private string _storage = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = await Azurite.ConnectionStringAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_record_is_kept_whole()
    {
        await Ledger().AppendAsync(Record("request-1") with { User = "someone", Cost = 0.0000123456789012345678901234m, PriceVersion = "v1", UpstreamStatus = 200, TimeToFirstToken = TimeSpan.FromMilliseconds(12.5) }, Cancellation);

        TableEntity row = Assert.Single(await RowsAsync());
        Assert.Equal("0.0000123456789012345678901234", row.GetString("Cost"));
        Assert.Equal("v1", row.GetString("PriceVersion"));
        Assert.Equal("request-1", row.GetString("RequestId"));
        Assert.Equal(1, row.GetInt32("Attempt"));
        Assert.Equal(Record("").StartedAt, row.GetDateTimeOffset("StartedAt"));
        Assert.Equal("someone", row.GetString("User"));
        Assert.Equal("gpt", row.GetString("RequestedModel"));
        Assert.Equal("gpt-1", row.GetString("Model"));
        Assert.Equal("openai", row.GetString("Provider"));
        Assert.True(row.GetBoolean("Streamed"));
        Assert.Equal(3_000_000_000, row.GetInt64("PromptTokens"));
        Assert.Equal(20, row.GetInt64("CompletionTokens"));
        Assert.Equal(3_000_000_020, row.GetInt64("TotalTokens"));
        Assert.Equal("success", row.GetString("Outcome"));
        Assert.Equal(200, row.GetInt32("UpstreamStatus"));
        Assert.Equal(1500.0, row.GetDouble("DurationMs"));
        Assert.Equal(12.5, row.GetDouble("TimeToFirstTokenMs"));
    }

    [Fact]
    public async Task What_is_not_known_is_absent_and_not_zero()
    {
        await Ledger().AppendAsync(Record("request-1"), Cancellation);

        TableEntity row = Assert.Single(await RowsAsync());
        Assert.All(["Cost", "PriceVersion", "User", "UpstreamStatus", "FinishReason", "TimeToFirstTokenMs"], name => Assert.False(row.ContainsKey(name)));
    }

    [Fact]
    public async Task A_record_with_a_shard_of_its_own_is_written_once_whoever_writes_it()
    {
        UsageRecord record = Record("request-1") with { Shard = 11 };
        for (int seed = 0; seed < 4; seed++)
        {
            await new UsageTable(new TableServiceClient(_storage), new Random(seed)).AppendAsync(record, Cancellation);
        }

        Assert.EndsWith("_b", Assert.Single(await RowsAsync()).PartitionKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_is_of_six_hours_the_partition_of_app_six_hours_and_shard_and_the_row_of_ticks_request_and_attempt()
    {
        var lateEvening = new DateTimeOffset(2026, 3, 1, 23, 30, 0, TimeSpan.FromHours(-3));
        await Ledger().AppendAsync(Record("request-1") with { StartedAt = lateEvening, Attempt = 2 }, Cancellation);

        TableEntity row = Assert.Single(await RowsAsync());
        Assert.Matches($"^{_app}_2026030200_[0-9a-f]$", row.PartitionKey);
        Assert.StartsWith($"{DateTimeOffset.MaxValue.Ticks - lateEvening.UtcTicks:D19}_request-1_2_", row.RowKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_come_first()
    {
        UsageTable ledger = Ledger();
        foreach (int minute in (int[])[5, 1, 59, 30])
        {
            await ledger.AppendAsync(Record($"at-{minute}") with { StartedAt = Record("").StartedAt.AddMinutes(minute) }, Cancellation);
        }

        Assert.Equal(["at-59", "at-30", "at-5", "at-1"], await RequestIdsAsync());
    }

    [Fact]
    public async Task Instances_write_to_shards_of_their_own()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            await new UsageTable(new TableServiceClient(_storage), new Random(seed)).AppendAsync(Record($"request-{seed}"), Cancellation);
        }

        Assert.InRange((await RowsAsync()).Select(row => row.PartitionKey).Distinct().Count(), 8, 16);
    }

    [Fact]
    public async Task The_same_attempt_again_is_no_second_row()
    {
        UsageTable ledger = Ledger();
        for (int time = 0; time < 3; time++)
        {
            await ledger.AppendAsync(Record("request-1"), Cancellation);
        }

        Assert.Equal(["request-1"], await RequestIdsAsync());
    }

    [Fact]
    public async Task Concurrent_writers_share_transactions_of_at_most_a_hundred_rows()
    {
        using var handler = new ScriptedHandler(static (_, _) => null);
        UsageTable ledger = Ledger(handler);

        await ledger.AppendAsync(Record("before"), Cancellation);
        int before = handler.Requests.Count;
        handler.Hold();
        Task[] writers = [.. Enumerable.Range(0, 251).Select(number => ledger.AppendAsync(Record($"request-{number}"), Cancellation))];
        handler.Continue();
        await Task.WhenAll(writers);

        Assert.Equal(252, (await RequestIdsAsync()).Distinct().Count());
        // The first one alone, and then 100, 100 and 50.
        Assert.Equal(4, handler.Requests.Count - before);
        Assert.Equal([100, 100, 50], handler.Bodies.Where(body => body.Contains("batch_", StringComparison.Ordinal)).Select(body => body.Split("\"RequestId\"").Length - 1));
    }

    [Fact]
    public async Task A_row_that_is_there_already_does_not_lose_the_others_of_its_transaction()
    {
        UsageTable ledger = Ledger();
        await ledger.AppendAsync(Record("request-3"), Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => ledger.AppendAsync(Record($"request-{number}"), Cancellation)));

        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"request-{number}"), (await RequestIdsAsync()).Order());
    }

    [Fact]
    public async Task The_same_attempt_twice_at_once_is_one_row_and_no_transaction_has_a_row_twice()
    {
        using var handler = new ScriptedHandler(static (_, _) => null);
        UsageTable ledger = Ledger(handler);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => ledger.AppendAsync(Record($"request-{number % 4}"), Cancellation)));

        Assert.Equal(["request-0", "request-1", "request-2", "request-3"], (await RequestIdsAsync()).Order());
        IEnumerable<string> transactions = handler.Bodies.Where(static body => body.Contains("batch_", StringComparison.Ordinal));
        Assert.NotEmpty(transactions);
        Assert.All(transactions, static body => Assert.Distinct(Regex.Matches(body, "\"RequestId\":\"[^\"]+\"").Select(static id => id.Value)));
    }

    [Fact]
    public async Task A_transaction_whose_answer_was_lost_is_not_written_twice()
    {
        using var handler = new LosingHandler();
        UsageTable ledger = Ledger(handler.Options());

        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => ledger.AppendAsync(Record($"request-{number}"), Cancellation)));

        Assert.True(handler.HasLost);
        Assert.Equal(10, (await RequestIdsAsync()).Count);
    }

    [Fact]
    public async Task A_storage_that_refuses_fails_the_members_of_that_transaction_only()
    {
        using var handler = new ScriptedHandler(static (_, request) => request.RequestUri!.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal) ? new HttpResponseMessage(HttpStatusCode.Forbidden) : null);
        UsageTable ledger = Ledger(handler);

        // Who comes first waits for the partition to be listed, and others would go into the same transaction.
        await ledger.AppendAsync(Record("before"), Cancellation);
        handler.Hold();
        Task first = ledger.AppendAsync(Record("request-0"), Cancellation);
        Task[] second = [.. Enumerable.Range(1, 3).Select(number => ledger.AppendAsync(Record($"request-{number}"), Cancellation))];
        handler.Continue();

        await first;
        foreach (Task member in second)
        {
            Assert.Equal(403, (await Assert.ThrowsAnyAsync<RequestFailedException>(() => member)).Status);
        }

        await ledger.AppendAsync(Record("request-4"), Cancellation);
        Assert.Equal(["before", "request-0", "request-4"], (await RequestIdsAsync()).Order());
    }

    [Fact]
    public async Task A_text_that_a_client_made_too_long_for_a_row_is_cut()
    {
        string tooLong = new('x', 70_000);

        await Ledger().AppendAsync(Record("request-1") with { User = tooLong, RequestedModel = tooLong, Model = tooLong, FinishReason = tooLong }, Cancellation);

        TableEntity row = Assert.Single(await RowsAsync());
        Assert.All(["User", "RequestedModel", "Model", "FinishReason"], name => Assert.Equal(1024, row.GetString(name).Length));
    }

    [Fact]
    public async Task Who_stops_waiting_takes_nothing_back()
    {
        using var impatient = new CancellationTokenSource();
        UsageTable ledger = Ledger();

        Task first = ledger.AppendAsync(Record("request-1"), impatient.Token);
        Task second = ledger.AppendAsync(Record("request-2"), Cancellation);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await second;
        Assert.Equal(["request-1", "request-2"], (await RequestIdsAsync()).Order());
    }

    private UsageTable Ledger() => Ledger(new TableClientOptions());

    private UsageTable Ledger(int seed) => new(new TableServiceClient(_storage), new Random(seed));

    private UsageTable Ledger(ScriptedHandler handler) => Ledger(handler.Options());

    private UsageTable Ledger(TableClientOptions options) => new(new TableServiceClient(_storage, options), new Random(AnySeed));

    private UsageRecord Record(string requestId) => new()
    {
        Id = "id",
        RequestId = requestId,
        Attempt = 1,
        StartedAt = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero),
        App = _app,
        KeyId = "key",
        RequestedModel = "gpt",
        Model = "gpt-1",
        Provider = "openai",
        Account = "default",
        Dialect = "openai",
        Streamed = true,
        PromptTokens = 3_000_000_000,
        CompletionTokens = 20,
        Outcome = "success",
        Duration = TimeSpan.FromSeconds(1.5),
    };

    private async Task<List<string>> RequestIdsAsync() => [.. (await RowsAsync()).Select(row => row.GetString("RequestId"))];

    private async Task<List<TableEntity>> RowsAsync()
    {
        List<TableEntity> rows = [];
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {_app + '_'} and PartitionKey lt {_app + '`'}");
        TableServiceClient service = new(_storage);
        await foreach (TableItem table in service.QueryAsync("TableName ge 'Usage2026' and TableName lt 'Usage2027'", cancellationToken: Cancellation))
        {
            await foreach (TableEntity row in service.GetTableClient(table.Name).QueryAsync<TableEntity>(filter, cancellationToken: Cancellation))
            {
                Assert.Equal("Usage" + row.PartitionKey[^12..^2], table.Name);
                rows.Add(row);
            }
        }

        return rows;
    }
}
