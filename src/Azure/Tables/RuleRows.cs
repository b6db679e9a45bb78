using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>What tables have in common whose rows are of a rule and of what it is for.</summary>
internal static class RuleRows
{
    private const int HashCharacters = 32;

    // A user or a model may be called anything, and a key may not; who it is stands in the row.
    public static string KeyOf(string rule, string subject) => $"{rule.ToLowerInvariant()}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)))[..HashCharacters]}";

    /// <summary>Deletes the rows that a filter finds; returns how many.</summary>
    public static async Task<int> DeleteAsync(TableClient table, string filter, CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            count++;
        }

        return count;
    }
}
