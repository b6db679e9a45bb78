using System.Globalization;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Rows that say what of a table expires on a day, in partitions <c>_{yyyyMMdd}_{shard}</c>, so that a purge reads nothing else. Of an
/// id that ends in chance, the last digit spreads a day's rows over sixteen partitions.
/// </summary>
internal static class ExpiryRows
{
    public const string ExpiresAt = "ExpiresAt";
    public const string App = "App";

    public static TableEntity Of(string app, string id, DateTimeOffset expiresAt) =>
        new(Partition(id, expiresAt), id) { [App] = app, [ExpiresAt] = expiresAt };

    public static string Partition(string id, DateTimeOffset expiresAt) =>
        string.Create(CultureInfo.InvariantCulture, $"_{expiresAt.UtcDateTime:yyyyMMdd}_{id[^1]}");

    public static async Task<IReadOnlyList<TableEntity>> ListAsync(TableClient table, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string end = string.Create(CultureInfo.InvariantCulture, $"_{now.UtcDateTime.AddDays(1):yyyyMMdd}");
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {"_"} and PartitionKey lt {end} and ExpiresAt le {now}");
        List<TableEntity> rows = [];
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }
}
