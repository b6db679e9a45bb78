using Azure.Data.Tables;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>Reads the ledger as an operator would: from the table, not through the gateway.</summary>
internal static class UsageRows
{
    /// <summary>The request ids of an app's rows, in the order of the table.</summary>
    public static async Task<IReadOnlyList<string>> RequestIdsAsync(string storage, string app, CancellationToken cancellationToken)
    {
        // The partition is {app}_{day}_{shard}; the character after the underscore ends the range.
        string from = app + '_';
        string to = app + (char)('_' + 1);
        var ids = new List<string>();
        TableClient table = new TableServiceClient(storage).GetTableClient("Usage");
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to}"), select: ["RequestId"], cancellationToken: cancellationToken))
        {
            ids.Add(row.GetString("RequestId"));
        }

        return ids;
    }
}
