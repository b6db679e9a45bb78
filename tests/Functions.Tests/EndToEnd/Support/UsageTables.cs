using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>Reads the ledger as an operator would: from its tables, one for each six hours, not through the gateway.</summary>
internal static class UsageTables
{
    /// <summary>The names of all of them.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(TableServiceClient service, CancellationToken cancellationToken)
    {
        // "Usage" and a digit: the character after '9' is ':'.
        List<string> names = [];
        await foreach (TableItem table in service.QueryAsync("TableName ge 'Usage0' and TableName lt 'Usage:'", cancellationToken: cancellationToken))
        {
            names.Add(table.Name);
        }

        return names;
    }

    /// <summary>An app's rows, in the order of the tables.</summary>
    public static async Task<IReadOnlyList<TableEntity>> ReadAsync(string storage, string app, CancellationToken cancellationToken)
    {
        TableServiceClient service = new(storage);
        List<TableEntity> rows = [];
        foreach (string name in await NamesAsync(service, cancellationToken))
        {
            // All that begins with "{app}_": the character after '_' is '`'.
            string filter = TableClient.CreateQueryFilter($"PartitionKey ge {app + "_"} and PartitionKey lt {app + "`"}");
            await foreach (TableEntity row in service.GetTableClient(name).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}
