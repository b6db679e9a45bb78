using Azure;
using Azure.Data.Tables;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>Transactions of any length: as many real ones, in order, as the limits of 100 rows and 4 MiB ask for.</summary>
internal static class TableBatches
{
    private const int MostRows = 100;
    private const int MostCharacters = 1_000_000;

    public static async Task SubmitAsync(TableClient table, IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var batch = new List<TableTransactionAction>();
        var characters = 0;
        foreach (var action in actions)
        {
            var size = SizeOf((TableEntity)action.Entity);
            if (batch.Count == MostRows || (batch.Count > 0 && characters + size > MostCharacters))
            {
                await table.SubmitTransactionAsync(batch, cancellationToken);
                batch.Clear();
                characters = 0;
            }

            batch.Add(action);
            characters += size;
        }

        if (batch.Count > 0)
        {
            await table.SubmitTransactionAsync(batch, cancellationToken);
        }
    }

    /// <summary>Deletes rows one by one where some may be gone already, which would fail a transaction.</summary>
    public static Task DeleteAsync(TableClient table, string partition, IEnumerable<string> rows, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            rows,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (row, cancel) => await table.DeleteEntityAsync(partition, row, ETag.All, cancel));

    private static int SizeOf(TableEntity row) => row.Sum(static property => property.Value is string text ? text.Length : 16);
}
