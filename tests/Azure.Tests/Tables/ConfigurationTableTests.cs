using System.Text.Json;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Management;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class ConfigurationTableTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly string _site = $"test-{Guid.NewGuid():N}";
    private TableServiceClient _service = null!;
    private ConfigurationTable _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = new TableServiceClient(await Azurite.ConnectionStringAsync());
        _store = new ConfigurationTable(_service, _site);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_put_in_place_is_read_back_and_its_head_by_one_row()
    {
        Assert.Null(await _store.ReadHeadAsync(Cancel));
        Assert.Equal(0, (await _store.ReadAsync(Cancel)).Revision);

        ConfigurationHead? head = await _store.ReplaceAsync(null, Documents(1, "größe \"x\""), Noon, Cancel);
        StoredConfiguration stored = await _store.ReadAsync(Cancel);

        Assert.Equal((1L, head), (head!.Revision, stored.Head));
        Assert.Equal(head, await _store.ReadHeadAsync(Cancel));
        ConfigurationDocument document = Assert.Single(stored.Documents.All);
        Assert.Equal(("app0", "größe \"x\"", Noon), (document.Name, document.Value.GetProperty("AllowedModels")[0].GetString(), document.UpdatedAt));
        Assert.Null(await new ConfigurationTable(_service, _site + "x").ReadHeadAsync(Cancel));
    }

    [Fact]
    public async Task Of_many_writers_at_once_each_takes_the_place_of_exactly_one_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            ConfigurationTable store = new(_service, _site);
            for (int done = 0; done < 3;)
            {
                StoredConfiguration current = await store.ReadAsync(Cancel);
                ConfigurationDocuments next = new(current.Documents.All.Append(Document($"w{writer}-{done}", current.Revision + 1, "m")));
                done += await store.ReplaceAsync(current.Head, next, Noon, Cancel) is null ? 0 : 1;
            }
        }));

        StoredConfiguration stored = await _store.ReadAsync(Cancel);
        Assert.Equal((24, 24L), (stored.Documents.All.Count(), stored.Revision));
        Assert.Equal(24, stored.Documents.All.Select(static document => document.Revision).Distinct().Count());
    }

    [Fact]
    public async Task A_writer_that_comes_too_late_leaves_nothing_behind()
    {
        ConfigurationHead? first = await _store.ReplaceAsync(null, Documents(1, "m"), Noon, Cancel);
        Assert.Null(await _store.ReplaceAsync(null, Documents(2, "m"), Noon, Cancel));
        Assert.NotNull(await _store.ReplaceAsync(first, Documents(3, "m"), Noon, Cancel));
        Assert.Null(await _store.ReplaceAsync(first, Documents(4, "m"), Noon, Cancel));

        Assert.Equal(2, (await RowsAsync()).Count(static row => row.PartitionKey.Contains("_content_", StringComparison.Ordinal)));
        Assert.Equal(3, (await _store.ReadAsync(Cancel)).Documents.All.Count());
    }

    [Fact]
    public async Task A_configuration_larger_than_a_row_is_whole()
    {
        // Of chance, so that it cannot be packed into one row.
        string[] models = [.. Enumerable.Range(0, 3000).Select(static _ => Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(400)))];
        await _store.ReplaceAsync(null, new ConfigurationDocuments(models.Select((model, index) => Document($"a{index}", 1, model))), Noon, Cancel);

        Assert.Equal(models.Order(StringComparer.Ordinal), (await _store.ReadAsync(Cancel)).Documents.All.Select(static document => document.Value.GetProperty("AllowedModels")[0].GetString()).Order(StringComparer.Ordinal));
        Assert.True((await RowsAsync()).Count(static row => row.PartitionKey.Contains("_content_", StringComparison.Ordinal)) > 1);
    }

    [Fact]
    public async Task What_was_replaced_is_gone_after_a_week()
    {
        ConfigurationHead? head = await _store.ReplaceAsync(null, Documents(1, "m"), Noon, Cancel);
        head = await _store.ReplaceAsync(head, Documents(2, "m"), Noon.AddDays(1), Cancel);
        Assert.NotNull(await _store.ReplaceAsync(head, Documents(3, "m"), Noon.AddDays(8).AddHours(1), Cancel));

        Assert.Single(await RowsAsync(), static row => row.PartitionKey.Contains("_content_", StringComparison.Ordinal));
        Assert.Equal(3, (await _store.ReadAsync(Cancel)).Documents.All.Count());
    }

    [Fact]
    public async Task Instances_are_told_of_for_as_long_as_they_report()
    {
        InstanceReport one = new() { Instance = "one", Revision = 3, At = Noon };
        InstanceReport two = new() { Instance = "two", Revision = 2, At = Noon.AddMinutes(1), Error = "not valid" };
        await _store.ReportAsync(one with { Revision = 2 }, Cancel);
        await _store.ReportAsync(one, Cancel);
        await _store.ReportAsync(two, Cancel);

        Assert.Equal([one, two], await _store.ReadReportsAsync(Noon, Cancel));
        Assert.Equal([two], await _store.ReadReportsAsync(Noon.AddSeconds(1), Cancel));
        Assert.Equal([two], await _store.ReadReportsAsync(Noon, Cancel));
    }

    private static ConfigurationDocuments Documents(int count, string model) => new(Enumerable.Range(0, count).Select(index => Document($"app{index}", 1, model)));

    private static ConfigurationDocument Document(string name, long revision, string model) => new()
    {
        Kind = ConfigurationKind.Apps,
        Name = name,
        Revision = revision,
        UpdatedAt = Noon,
        Value = JsonElement.Parse($$"""{"AllowedModels":["{{JsonEncodedText.Encode(model)}}"]}"""),
    };

    private async Task<List<TableEntity>> RowsAsync()
    {
        List<TableEntity> rows = [];
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {_site + "_"} and PartitionKey lt {_site + "`"}");
        await foreach (TableEntity row in _service.GetTableClient("Config").QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: Cancel))
        {
            rows.Add(row);
        }

        return rows;
    }
}
