using System.Globalization;
using System.Net;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Errors;
using LlmFunctions.Quotas;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// The counters of limits: a partition for each limit and whom it is for, and in it a row for each window. A row is changed on
/// the condition that nobody else has changed it; who comes too late reads it anew and tries again.
/// </summary>
/// <param name="service">The storage account.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="random">Keeps those who met from meeting again.</param>
internal sealed class QuotaTable(TableServiceClient service, TimeProvider timeProvider, Random random) : IQuotaStore
{
    private const int MostTries = 50;
    private const int MostTriesDoubled = 5;

    private const string Instances = "_instances";
    private const string Until = "Until";
    private const string Endless = nameof(QuotaWindow.Total);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(4);

    private readonly LazyTable _table = new(service, TableNames.Quotas);

    public Task<QuotaCounter> UpdateAsync(QuotaKey key, Func<QuotaCounter, QuotaCounter> change, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            for (int tries = 0; tries < MostTries; tries++)
            {
                if (await TryUpdateAsync(table, key, change, cancellationToken) is { } counter)
                {
                    return counter;
                }

                await Task.Delay(FirstWait * (Chance() * (1 << Math.Min(tries, MostTriesDoubled))), timeProvider, cancellationToken);
            }

            throw new GatewayException(ErrorKind.StorageUnavailable, $"The counter of the limit '{key.Rule}' is changed by too many at once. Try again.");
        },
        cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        RunAsync(table => RuleRows.DeleteAsync(table, TableClient.CreateQueryFilter($"Ends lt {before}"), cancellationToken), cancellationToken);

    public Task BeatAsync(string instance, DateTimeOffset until, CancellationToken cancellationToken) => RunAsync(
        table => table.UpsertEntityAsync(new TableEntity(Instances, instance) { [Until] = until }, TableUpdateMode.Replace, cancellationToken),
        cancellationToken);

    public Task ForgetAsync(string instance, CancellationToken cancellationToken) => RunAsync(
        table => table.DeleteEntityAsync(Instances, instance, ETag.All, cancellationToken),
        cancellationToken);

    public Task<IReadOnlyList<string>> FindDeadAsync(DateTimeOffset before, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<string>>(
        async table =>
        {
            List<string> dead = [];
            string filter = TableClient.CreateQueryFilter($"PartitionKey eq {Instances} and Until lt {before}");
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
            {
                dead.Add(row.RowKey);
            }

            return dead;
        },
        cancellationToken);

    public Task<IReadOnlyList<StoredCounter>> FindOrphansAsync(DateTimeOffset now, DateTimeOffset before, CancellationToken cancellationToken) =>
        FindAsync(TableClient.CreateQueryFilter($"FirstUntil lt {before}"), now, cancellationToken);

    public Task<IReadOnlyList<StoredCounter>> ReadAsync(string rule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string prefix = rule.ToLowerInvariant();
        return FindAsync(TableClient.CreateQueryFilter($"PartitionKey ge {prefix + "_"} and PartitionKey lt {prefix + "`"} and Rule eq {rule} and (Window eq {Endless} or Ends gt {now})"), now, cancellationToken);
    }

    private Task<IReadOnlyList<StoredCounter>> FindAsync(string filter, DateTimeOffset now, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<StoredCounter>>(
        async table =>
        {
            List<StoredCounter> found = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                if (QuotaEntity.KeyOf(row) is { } key && !(key.Period.End <= now))
                {
                    found.Add(new StoredCounter(key, QuotaEntity.Read(row)));
                }
            }

            return found;
        },
        cancellationToken);

    /// <summary>Null when somebody else changed the row meanwhile.</summary>
    private static async Task<QuotaCounter?> TryUpdateAsync(TableClient table, QuotaKey key, Func<QuotaCounter, QuotaCounter> change, CancellationToken cancellationToken)
    {
        TableEntity row = new(PartitionKey(key), RowKey(key));
        NullableResponse<TableEntity> stored = await table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        QuotaCounter before = stored.HasValue ? QuotaEntity.Read(stored.Value!) : QuotaCounter.Empty;
        QuotaCounter after = change(before);
        if (ReferenceEquals(after, before))
        {
            return after;
        }

        QuotaEntity.Write(row, after);
        QuotaEntity.Write(row, key);
        try
        {
            await (stored.HasValue
                ? table.UpdateEntityAsync(row, stored.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                : table.AddEntityAsync(row, cancellationToken));
            return after;
        }
        catch (RequestFailedException exception) when (
            exception.ErrorCode != "TableNotFound" && (HttpStatusCode)exception.Status is (HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound))
        {
            return null;
        }
    }

    private static string PartitionKey(QuotaKey key) => RuleRows.KeyOf(key.Rule, key.Subject);

    private static string RowKey(QuotaKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.Unit}_{key.Window}_{key.Period.Start.UtcDateTime:yyyyMMddHHmm}").ToLowerInvariant();

    private double Chance()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, "limits", work, cancellationToken);
}
