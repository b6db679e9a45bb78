using System.Text;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>Looks for a text in everything that is in the storage: names of rows, texts and bytes.</summary>
internal static class StorageSearch
{
    /// <summary>Where the text is, of what was written since a time.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(string text, DateTimeOffset since)
    {
        List<string> places = [];
        TableServiceClient storage = new(await Azurite.ConnectionStringAsync());
        await foreach (TableItem table in storage.QueryAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            string filter = TableClient.CreateQueryFilter($"Timestamp ge {since}");
            await foreach (TableEntity row in storage.GetTableClient(table.Name).QueryAsync<TableEntity>(filter, cancellationToken: TestContext.Current.CancellationToken))
            {
                places.AddRange(
                    from property in (IDictionary<string, object>)row
                    let value = property.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : property.Value?.ToString() ?? ""
                    where value.Contains(text, StringComparison.Ordinal)
                    select $"{table.Name} {row.RowKey} {property.Key}");
            }
        }

        return places;
    }
}
