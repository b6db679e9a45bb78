using Azure.Data.Tables;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>Reads the ledger as an operator would: from the table, not through the gateway.</summary>
internal static class UsageRows
{
    /// <summary>The request ids of an app's rows, in the order of the table.</summary>
    public static async Task<IReadOnlyList<string>> RequestIdsAsync(string storage, string app, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(storage, app, cancellationToken)).Select(static row => row.Request)];

    /// <summary>An app's rows, in the order of the table.</summary>
    public static async Task<IReadOnlyList<(string Request, string Model, string Outcome)>> ReadAsync(string storage, string app, CancellationToken cancellationToken)
    {
        // The partition is {app}_{day}_{shard}; the character after the underscore ends the range.
        string from = app + '_';
        string to = app + (char)('_' + 1);
        var rows = new List<(string, string, string)>();
        TableClient table = new TableServiceClient(storage).GetTableClient("Usage");
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to}"), select: ["RequestId", "Model", "Outcome"], cancellationToken: cancellationToken))
        {
            rows.Add((row.GetString("RequestId"), row.GetString("Model"), row.GetString("Outcome")));
        }

        return rows;
    }
}
