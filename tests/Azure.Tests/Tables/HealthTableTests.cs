using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Errors;
using LlmFunctions.Resilience;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class HealthTableTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    // The table is shared by all tests, so each is an app of its own.
    private readonly string _app = $"app-{Guid.NewGuid():N}";
    private readonly string _provider = "acme";
    private TableServiceClient _service = null!;
    private HealthTable _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = new TableServiceClient(await Azurite.ConnectionStringAsync());
        _store = new HealthTable(_service, _app);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("")]
    [InlineData("vendor/model#1?x=\\y%20é")]
    public async Task A_row_is_read_as_it_was_written(string model)
    {
        HealthRow row = Row(model) with { RefusedKey = "0123456789abcdef" };

        HealthWrite write = await _store.WriteAsync(row, Cancellation);

        Assert.Null(write.Other);
        HealthRow read = Assert.Single(await ReadAsync());
        Assert.Equal(row with { Version = read.Version }, read);
        Assert.Equal(write.Version, read.Version);
    }

    [Fact]
    public async Task A_state_that_has_no_end_is_read_without_one()
    {
        HealthWrite first = await _store.WriteAsync(Row(), Cancellation);
        await _store.WriteAsync(Row() with { State = SharedState.Invalid, Until = null, Version = first.Version }, Cancellation);
        Assert.Null(Assert.Single(await ReadAsync()).Until);
    }

    [Fact]
    public async Task Who_does_not_know_the_stored_version_writes_nothing_and_gets_what_is_stored()
    {
        HealthRow stored = Row() with { State = SharedState.Cooling };
        HealthWrite first = await _store.WriteAsync(stored, Cancellation);

        HealthWrite unaware = await _store.WriteAsync(Row() with { State = SharedState.Exhausted }, Cancellation);
        Assert.Equal(stored with { Version = first.Version }, unaware.Other);
        Assert.Equal(first.Version, unaware.Version);

        HealthWrite second = await _store.WriteAsync(Row() with { State = SharedState.Invalid, Version = first.Version }, Cancellation);
        Assert.Null(second.Other);
        HealthWrite late = await _store.WriteAsync(Row() with { State = SharedState.Exhausted, Version = first.Version }, Cancellation);
        Assert.Equal(SharedState.Invalid, late.Other?.State);
        Assert.Equal(SharedState.Invalid, Assert.Single(await ReadAsync()).State);
    }

    [Fact]
    public async Task Of_many_that_write_at_once_one_succeeds()
    {
        HealthWrite[] writes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _store.WriteAsync(Row("m"), Cancellation)));
        Assert.Single(writes, static write => write.Other is null);
        Assert.Single(await ReadAsync());
    }

    [Fact]
    public async Task A_row_that_was_deleted_meanwhile_can_be_written_again()
    {
        HealthWrite first = await _store.WriteAsync(Row(), Cancellation);
        await _service.GetTableClient("Health").DeleteEntityAsync($"state_{_app}", $"{_provider}:default", cancellationToken: Cancellation);

        HealthWrite second = await _store.WriteAsync(Row() with { Version = first.Version }, Cancellation);
        Assert.NotNull(second.Other);
        Assert.Null(second.Version);
        Assert.Null((await _store.WriteAsync(Row(), Cancellation)).Other);
    }

    [Fact]
    public async Task A_probe_is_kept_beside_the_state_and_as_a_point_of_the_history()
    {
        await _store.WriteAsync(Row(), Cancellation);
        ProbeRecord[] probes = [Probe(Noon, ProbeResult.Good, null), Probe(Noon.AddMinutes(1), ProbeResult.Failed, new string('x', 5000))];
        await RecordAsync(probes);

        HealthRow row = Assert.Single(await ReadAsync());
        Assert.Equal(SharedState.Cooling, row.State);
        Assert.Equal(new ProbeOutcome(Noon.AddMinutes(1), ProbeResult.Failed, 12.5, new string('x', 300)), row.Probe);
        IReadOnlyList<TableEntity> history = await HistoryAsync();
        Assert.Equal([Noon.AddMinutes(1), Noon], history.Select(static point => point.GetDateTimeOffset("ProbedAt")!.Value));
        Assert.Equal(("Good", 0.75, 9, 1), (history[1].GetString("ProbeResult"), history[1].GetDouble("Score"), history[1].GetInt32("Successes"), history[1].GetInt32("Failures")));
    }

    [Fact]
    public async Task The_history_of_several_days_is_read_page_by_page_the_newest_first_and_nothing_twice()
    {
        ProbeRecord[] probes = [.. Enumerable.Range(0, 25).Select(hours => Probe(Noon.AddHours(4 * hours), hours % 2 == 0 ? ProbeResult.Good : ProbeResult.Failed, hours % 2 == 0 ? null : "HTTP 502"))];
        await RecordAsync([.. probes, probes[3] with { Account = "other" }]);
        HealthHistoryQuery query = new() { From = Noon.AddDays(-3), To = Noon.AddDays(30), Limit = 7 };

        List<ProbeRecord> read = [];
        List<int> pages = [];
        string? next = null;
        do
        {
            HealthHistoryPage page = await _store.ReadHistoryAsync(query with { After = next }, Cancellation);
            read.AddRange(page.Points);
            pages.Add(page.Points.Count);
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal([7, 7, 7, 5], pages);
        ProbeRecord[] expected = [.. probes.Append(probes[3] with { Account = "other" }).OrderByDescending(static probe => probe.Probe.At).ThenBy(static probe => probe.Account, StringComparer.Ordinal)];
        Assert.Equal(expected, read);
    }

    [Fact]
    public async Task The_history_between_two_moments_has_the_first_and_not_the_second()
    {
        ProbeRecord[] probes = [.. Enumerable.Range(0, 5).Select(day => Probe(Noon.AddDays(day), ProbeResult.Good, null))];
        await RecordAsync(probes);

        HealthHistoryPage page = await _store.ReadHistoryAsync(new HealthHistoryQuery { From = Noon.AddDays(1), To = Noon.AddDays(3), Limit = 2 }, Cancellation);

        Assert.Equal([probes[2], probes[1]], page.Points);
        Assert.Null(page.Next);
        Assert.Empty((await _store.ReadHistoryAsync(new HealthHistoryQuery { From = Noon.AddTicks(1), To = Noon.AddDays(1), Limit = 2 }, Cancellation)).Points);
    }

    [Fact]
    public async Task The_history_of_one_provider_or_account_is_that_alone()
    {
        ProbeRecord one = Probe(Noon, ProbeResult.Good, null);
        ProbeRecord account = one with { Account = "o'ther" };
        ProbeRecord provider = one with { Provider = "globex" };
        await _store.RecordAsync([one, account, provider], Cancellation);
        HealthHistoryQuery query = new() { From = Noon, To = Noon.AddTicks(1), Limit = 10 };

        Assert.Equal([one, account, provider], (await _store.ReadHistoryAsync(query, Cancellation)).Points);
        Assert.Equal([provider], (await _store.ReadHistoryAsync(query with { Provider = "globex" }, Cancellation)).Points);
        Assert.Equal([account], (await _store.ReadHistoryAsync(query with { Account = "o'ther" }, Cancellation)).Points);
        Assert.Empty((await _store.ReadHistoryAsync(query with { Provider = "globex", Account = "o'ther" }, Cancellation)).Points);
        Assert.Empty((await new HealthTable(_service, _app + "-2").ReadHistoryAsync(query, Cancellation)).Points);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0000000000000000000:acme:default")]
    [InlineData("9999999999999999999:acme:default")]
    [InlineData("2516888111999999999")]
    public async Task A_mark_that_is_none_is_refused(string after)
    {
        GatewayException refused = await Assert.ThrowsAsync<GatewayException>(() =>
            _store.ReadHistoryAsync(new HealthHistoryQuery { From = Noon, To = Noon.AddDays(1), Limit = 1, After = after }, Cancellation));
        Assert.Equal((ErrorKind.InvalidRequest, "after"), (refused.Error.Kind, refused.Error.Param));
    }

    [Fact]
    public async Task Old_history_is_deleted_and_states_are_not()
    {
        DateTimeOffset day = Noon;
        await _store.WriteAsync(Row(), Cancellation);
        await _store.RecordAsync([Probe(day, ProbeResult.Good, null)], Cancellation);
        await _store.RecordAsync([Probe(day.AddDays(1), ProbeResult.Good, null), Probe(day.AddDays(2), ProbeResult.Good, null) with { Account = "other" }], Cancellation);

        Assert.Equal(2, await _store.PurgeAsync(day.AddDays(2), Cancellation));

        Assert.Equal([day.AddDays(2)], (await HistoryAsync()).OrderBy(static point => point.RowKey, StringComparer.Ordinal).Select(static point => point.GetDateTimeOffset("ProbedAt")!.Value));
        Assert.Equal(2, (await ReadAsync()).Count);
    }

    [Fact]
    public async Task What_was_told_of_a_model_long_ago_is_deleted_and_what_is_told_of_accounts_is_not()
    {
        HealthRow account = Row() with { State = SharedState.Invalid, Until = null };
        HealthRow recent = Row("recent") with { ChangedAt = Noon.AddDays(1) };
        HealthWrite old = await _store.WriteAsync(Row("old"), Cancellation);
        await _store.WriteAsync(account, Cancellation);
        await _store.WriteAsync(recent, Cancellation);

        Assert.Equal(0, await _store.PurgeAsync(Noon.AddDays(1), Cancellation));

        Assert.Equal([account, recent], (await ReadAsync()).Select(static row => row with { Version = null }));
        Assert.NotNull((await _store.WriteAsync(Row("old") with { Version = old.Version }, Cancellation)).Other);
        Assert.Null((await _store.WriteAsync(Row("old"), Cancellation)).Other);
    }

    [Fact]
    public async Task Apps_on_one_storage_account_do_not_mix()
    {
        await _store.WriteAsync(Row(), Cancellation);
        HealthTable other = new(_service, _app + "-2");
        Assert.Empty(await other.ReadAsync(Cancellation));
        Assert.Null((await other.WriteAsync(Row(), Cancellation)).Other);
    }

    [Fact]
    public async Task A_storage_that_fails_is_told_as_such()
    {
        TableClientOptions options = new();
        options.Retry.MaxRetries = 0;
        string nowhere = $"AccountName={Azurite.AccountName};AccountKey={Azurite.AccountKey};TableEndpoint=http://127.0.0.1:1/x";
        HealthTable broken = new(new TableServiceClient(nowhere, options), _app);
        GatewayException failure = await Assert.ThrowsAsync<GatewayException>(() => broken.ReadAsync(Cancellation));
        Assert.Equal(ErrorKind.StorageUnavailable, failure.Error.Kind);
    }

    private HealthRow Row(string model = "") => new()
    {
        Provider = _provider,
        Account = "default",
        Model = model,
        State = SharedState.Cooling,
        Until = Noon.AddSeconds(30).AddTicks(1),
        ChangedAt = Noon.AddTicks(3),
    };

    private ProbeRecord Probe(DateTimeOffset at, ProbeResult result, string? error) => new()
    {
        Provider = _provider,
        Account = "default",
        Probe = new ProbeOutcome(at, result, 12.5, error),
        Status = AccountStatus.Active,
        Score = 0.75,
        Successes = 9,
        Failures = 1,
    };

    /// <summary>One after another: in what is recorded at once there is one probe of each account.</summary>
    private async Task RecordAsync(IEnumerable<ProbeRecord> probes)
    {
        foreach (ProbeRecord probe in probes)
        {
            await _store.RecordAsync([probe], Cancellation);
        }
    }

    private Task<IReadOnlyList<HealthRow>> ReadAsync() => _store.ReadAsync(Cancellation);

    private async Task<IReadOnlyList<TableEntity>> HistoryAsync()
    {
        List<TableEntity> rows = [];
        await foreach (TableEntity row in _service.GetTableClient("Health").QueryAsync<TableEntity>($"PartitionKey ge 'history_{_app}_' and PartitionKey lt 'history_{_app}`'", cancellationToken: Cancellation))
        {
            rows.Add(row);
        }

        return rows;
    }
}
