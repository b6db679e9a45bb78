using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Resilience;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// What instances share of accounts and targets: one partition with a row each, small enough to be read whole every few
/// seconds. Beside it a partition a day with the results of probes, the newest first. Apps that share a storage account have
/// partitions of their own: their keys are not the same.
/// </summary>
internal sealed class HealthTable(TableServiceClient service, string app) : IHealthStore
{
    private const int RowsATransaction = 100;
    private const int MostRowsAPage = 1000;
    private const int ModelHashCharacters = 24;

    // A property holds 32 Ki characters; nobody reads that much of an error.
    private const int LongestError = 300;

    private readonly string _state = $"state_{app}";
    private readonly string _history = $"history_{app}_";
    private readonly LazyTable _table = new(service, TableNames.Health);

    public Task<IReadOnlyList<HealthRow>> ReadAsync(CancellationToken cancellationToken) => RunAsync<IReadOnlyList<HealthRow>>(
        async table =>
        {
            List<HealthRow> rows = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {_state}"), cancellationToken: cancellationToken))
            {
                rows.Add(HealthEntity.ToRow(row));
            }

            return rows;
        },
        cancellationToken);

    public Task<HealthWrite> WriteAsync(HealthRow row, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            TableEntity entity = HealthEntity.FromRow(row, _state, RowKey(row.Key));
            try
            {
                Response response = row.Version is { } version
                    ? await table.UpdateEntityAsync(entity, new ETag(version), TableUpdateMode.Merge, cancellationToken)
                    : await table.AddEntityAsync(entity, cancellationToken);
                return new HealthWrite(response.Headers.ETag?.ToString(), null);
            }
            catch (RequestFailedException exception) when (IsConflict(exception))
            {
                NullableResponse<TableEntity> stored = await table.GetEntityIfExistsAsync<TableEntity>(_state, entity.RowKey, cancellationToken: cancellationToken);
                HealthRow other = stored.HasValue ? HealthEntity.ToRow(stored.Value!) : new HealthRow { Provider = row.Provider, Account = row.Account, Model = row.Model };
                return new HealthWrite(other.Version, other);
            }
        },
        cancellationToken);

    public Task RecordAsync(IReadOnlyList<ProbeRecord> probes, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            await SubmitAsync(table, probes.Select(probe => new TableTransactionAction(
                TableTransactionActionType.UpsertMerge,
                HealthEntity.OfProbe(probe, _state, RowKey(new TargetKey(probe.Provider, probe.Account, "")), LongestError))), cancellationToken);
            foreach (IGrouping<string, ProbeRecord> day in probes.GroupBy(probe => Day(probe.Probe.At)))
            {
                await SubmitAsync(table, day.Select(probe => new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    HealthEntity.OfHistory(probe, day.Key, HealthHistoryKey.Of(probe), LongestError))), cancellationToken);
            }

            return probes.Count;
        },
        cancellationToken);

    public Task<HealthHistoryPage> ReadHistoryAsync(HealthHistoryQuery query, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            List<ProbeRecord> points = [];
            string last = query.After ?? "";
            DateTimeOffset to = query.After is { } after && HealthHistoryKey.TimeOf(after).AddTicks(1) is var next && next < query.To ? next : query.To;

            // Day by day backwards: in a partition the newest row is the first, but of the partitions the oldest is.
            for (DateTimeOffset day = new(to.AddTicks(-1).UtcDateTime.Date, TimeSpan.Zero); day > query.From.AddDays(-1); day = day.AddDays(-1))
            {
                string filter = TableClient.CreateQueryFilter(
                    $"PartitionKey eq {Day(day)} and RowKey gt {last} and RowKey ge {HealthHistoryKey.After(to)} and RowKey lt {HealthHistoryKey.After(query.From)}");
                filter += query.Provider is null ? "" : TableClient.CreateQueryFilter($" and Provider eq {query.Provider}");
                filter += query.Account is null ? "" : TableClient.CreateQueryFilter($" and Account eq {query.Account}");
                await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, Math.Min(query.Limit + 1, MostRowsAPage), cancellationToken: cancellationToken))
                {
                    if (points.Count == query.Limit)
                    {
                        return new HealthHistoryPage(points, last);
                    }

                    if (HealthEntity.ToHistory(row) is { } point)
                    {
                        points.Add(point);
                        last = row.RowKey;
                    }
                }
            }

            return new HealthHistoryPage(points, null);
        },
        cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            string filter = TableClient.CreateQueryFilter($"PartitionKey ge {_history} and PartitionKey lt {Day(before)}");
            int count = await TableRows.DeleteAsync(table, filter, cancellationToken);
            await ForgetAsync(table, before, cancellationToken);
            return count;
        },
        cancellationToken);

    /// <summary>
    /// Deletes what was told of models long ago. Models are named by clients, so without an end to it there would be ever more of
    /// these rows, and every instance reads all of them again and again.
    /// </summary>
    private async Task ForgetAsync(TableClient table, DateTimeOffset before, CancellationToken cancellationToken)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {_state} and ChangedAt lt {before} and Model gt {""}");
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            try
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            }
            catch (RequestFailedException exception) when (IsConflict(exception))
            {
                // Somebody has just told something new of it.
            }
        }
    }

    private static async Task SubmitAsync(TableClient table, IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        foreach (TableTransactionAction[] chunk in actions.Chunk(RowsATransaction))
        {
            await table.SubmitTransactionAsync(chunk, cancellationToken);
        }
    }

    // Inserted meanwhile, changed meanwhile, or deleted meanwhile.
    private static bool IsConflict(RequestFailedException exception) =>
        exception.ErrorCode != "TableNotFound" && exception.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound;

    // Models may have any characters, and a key may not; which model it is stands in the row.
    private static string RowKey(TargetKey key) => key.Model.Length == 0
        ? $"{key.Provider}:{key.Account}"
        : $"{key.Provider}:{key.Account}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Model)))[..ModelHashCharacters]}";

    private string Day(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{_history}{at.UtcDateTime:yyyyMMdd}");

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, "providers' health", work, cancellationToken);
}
