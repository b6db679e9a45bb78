using Azure;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Deletes all rows that fit a filter, in transactions of their partitions.</summary>
internal static class TableRows
{
    private const int RowsATransaction = 100;

    /// <summary>Returns how many there were.</summary>
    public static async Task<int> DeleteAsync(TableClient table, string filter, CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (Page<TableEntity> page in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken).AsPages())
        {
            foreach (TableEntity[] rows in page.Values.GroupBy(static row => row.PartitionKey, StringComparer.Ordinal).SelectMany(static partition => partition.Chunk(RowsATransaction)))
            {
                await table.SubmitTransactionAsync(rows.Select(static row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
                count += rows.Length;
            }
        }

        return count;
    }
}
