using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.AzureServices.Tests.DataTables;
using LlmFunctions.Backups;
using LlmFunctions.Testing;
using LlmFunctions.Usage;
using LlmFunctions.Usage.Reports;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class UsageReaderTests : IAsyncLifetime
{
    // Days of their own for each run, because days are listed for all apps.
    private static readonly DateTimeOffset Midnight = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(2 * Math.Abs(Guid.NewGuid().GetHashCode() % 3_000));

    private readonly string _app = $"app-{Guid.NewGuid():N}";
    private TableServiceClient _service = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = new TableServiceClient(await Azurite.ConnectionStringAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_began_in_the_span_is_read_of_all_shards_and_days_and_nothing_else()
    {
        DateTimeOffset from = Midnight.AddHours(23);
        DateTimeOffset to = Midnight.AddHours(25);
        DateTimeOffset[] times = [from.AddTicks(-1), from, Midnight.AddDays(1).AddTicks(-1), Midnight.AddDays(1), to.AddTicks(-1), to];
        for (int seed = 0; seed < 12; seed++)
        {
            UsageTable ledger = new(_service, new Random(seed));
            await Task.WhenAll(times.Select((time, index) => ledger.AppendAsync(Record($"{seed}-{index}", time), Cancellation)));
        }

        List<UsageLine> lines = [];
        await new UsageReader(_service).ReadAsync(_app, from, to, lines.Add, Cancellation);

        Assert.Equal(
            times[1..5].SelectMany(time => Enumerable.Repeat(time, 12)).Order(),
            lines.Select(static line => line.StartedAt).Order());
    }

    [Fact]
    public async Task A_record_is_read_as_it_was_written()
    {
        UsageRecord record = Record("request", Midnight) with
        {
            User = "ann",
            Streamed = true,
            PromptTokens = 3_000_000_000,
            CompletionTokens = 5,
            CachedTokens = 4,
            CacheWriteTokens = 3,
            ReasoningTokens = 2,
            Estimated = true,
            Cost = 0.0000123456789012345678901234m,
            TimeToFirstToken = TimeSpan.FromMilliseconds(12.5),
        };
        await new UsageTable(_service, new Random(1)).AppendAsync(record, Cancellation);
        await new UsageTable(_service, new Random(1)).AppendAsync(Record("plain", Midnight.AddHours(1)), Cancellation);

        List<UsageLine> lines = [];
        await new UsageReader(_service).ReadAsync(_app, Midnight, Midnight.AddDays(1), lines.Add, Cancellation);

        Assert.Equal(
            new UsageLine
            {
                StartedAt = Midnight,
                App = _app,
                KeyId = "key",
                User = "ann",
                Model = "gpt-1",
                Provider = "openai",
                Account = "default",
                Streamed = true,
                PromptTokens = 3_000_000_000,
                CompletionTokens = 5,
                CachedTokens = 4,
                CacheWriteTokens = 3,
                ReasoningTokens = 2,
                Estimated = true,
                Cost = 0.0000123456789012345678901234m,
                Outcome = "success",
                DurationMs = 1500,
                TimeToFirstTokenMs = 12.5,
            },
            Assert.Single(lines, static line => line.User == "ann"));
        UsageLine plain = Assert.Single(lines, static line => line.User is null);
        Assert.Equal((null, null, false), (plain.Cost, plain.TimeToFirstTokenMs, plain.Estimated));
    }

    [Fact]
    public async Task A_day_of_few_partitions_is_read_in_parts_and_each_record_once()
    {
        DateTimeOffset[] times = [.. Enumerable.Range(0, 24 * 4).Select(static quarter => Midnight.AddMinutes(15 * quarter)), Midnight.AddDays(1).AddTicks(-1)];
        UsageTable ledger = new(_service, new Random(1));
        await Task.WhenAll(times.Select((time, index) => ledger.AppendAsync(Record($"{index}", time), Cancellation)));
        using ScriptedHandler handler = new(static (_, _) => null);

        List<UsageLine> lines = [];
        await new UsageReader(new TableServiceClient(await Azurite.ConnectionStringAsync(), handler.Options())).ReadAsync(_app, Midnight, Midnight.AddDays(1), lines.Add, Cancellation);

        Assert.Equal(times, lines.Select(static line => line.StartedAt).Order());
        Assert.Equal(16, handler.Requests.Count(static request => request.RequestUri!.AbsolutePath.Contains("/Usage2", StringComparison.Ordinal) && request.Method == HttpMethod.Get));
    }

    [Fact]
    public async Task A_purge_deletes_all_before_a_day_with_its_tables_and_nothing_from_the_day_on()
    {
        // Before the days of all other tests: a purge is of all apps.
        DateTimeOffset old = Midnight.AddYears(-30);
        UsageTable ledger = new(_service, new Random(1));
        foreach (int hour in (int[])[0, 1, 17, 24, 47, 48])
        {
            await ledger.AppendAsync(Record($"{hour}", old.AddHours(hour)), Cancellation);
        }

        UsageReader reader = new(_service);
        Assert.Equal(old, await reader.FirstDayAsync(old, Cancellation));
        Assert.InRange(await reader.PurgeAsync(old.AddDays(2), Cancellation), 2, int.MaxValue);
        Assert.Equal(0, await reader.PurgeAsync(old.AddDays(2), Cancellation));

        List<UsageLine> lines = [];
        await reader.ReadAsync(_app, old, old.AddDays(3), lines.Add, Cancellation);
        Assert.Equal(old.AddDays(2), Assert.Single(lines).StartedAt);
        Assert.Equal(old.AddDays(2), await reader.FirstDayAsync(old, Cancellation));
        Assert.Equal([$"Usage{old.AddDays(2):yyyyMMddHH}"], await TablesAsync(old, old.AddDays(3)));
    }

    [Fact]
    public async Task What_is_restored_into_another_storage_is_found()
    {
        UsageRecord record = Record("request", Midnight.AddHours(3));
        BackupRow row = BackupEntity.Write("Usage", UsageTable.ToEntity(UsagePartition.Of(_app, record.StartedAt, 3), record));

        await new BackupTables(_service).WriteAsync([row], Cancellation);

        List<UsageLine> lines = [];
        await new UsageReader(_service).ReadAsync(_app, Midnight, Midnight.AddDays(1), lines.Add, Cancellation);
        Assert.Equal(record.StartedAt, Assert.Single(lines).StartedAt);
        foreach (string none in (string[])[_app, $"{_app}_2026011503_0", $"{_app}_2026023106_0", $"{_app}_20260115_0", "_2026011506_0"])
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => new BackupTables(_service).WriteAsync([row with { Partition = none }], Cancellation));
        }
    }

    [Fact]
    public async Task All_apps_are_read_where_none_is_named_and_an_app_whose_name_begins_the_same_is_another()
    {
        UsageTable ledger = new(_service, new Random(1));
        await ledger.AppendAsync(Record("one", Midnight), Cancellation);
        await ledger.AppendAsync(Record("two", Midnight) with { App = _app + "-b" }, Cancellation);
        await ledger.AppendAsync(Record("three", Midnight) with { App = _app + "a" }, Cancellation);

        List<UsageLine> all = [], own = [];
        await new UsageReader(_service).ReadAsync(null, Midnight, Midnight.AddHours(1), all.Add, Cancellation);
        await new UsageReader(_service).ReadAsync(_app, Midnight, Midnight.AddHours(1), own.Add, Cancellation);

        Assert.Equal(3, all.Count(line => line.App.StartsWith(_app, StringComparison.Ordinal)));
        Assert.Equal(_app, Assert.Single(own).App);
    }

    private async Task<IReadOnlyList<string>> TablesAsync(DateTimeOffset from, DateTimeOffset to)
    {
        List<string> names = [];
        await foreach (TableItem table in _service.QueryAsync($"TableName ge 'Usage{from:yyyyMMddHH}' and TableName lt 'Usage{to:yyyyMMddHH}'", cancellationToken: Cancellation))
        {
            names.Add(table.Name);
        }

        return names;
    }

    private UsageRecord Record(string requestId, DateTimeOffset startedAt) => new()
    {
        RequestId = requestId,
        Attempt = 1,
        StartedAt = startedAt,
        App = _app,
        KeyId = "key",
        RequestedModel = "gpt",
        Model = "gpt-1",
        Provider = "openai",
        Account = "default",
        Dialect = "openai",
        Outcome = "success",
        Duration = TimeSpan.FromSeconds(1.5),
    };
}
