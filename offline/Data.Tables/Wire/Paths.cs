using System.Text;
using Azure.Data.Tables.Filters;

namespace Azure.Data.Tables.Wire;

/// <summary>Paths and queries of the service's resources, escaped.</summary>
internal static class Paths
{
    public const string Tables = "Tables";
    public const string Batch = "$batch";

    public static string Table(string name) => $"Tables('{Key(name)}')";

    public static string Entity(string table, string partitionKey, string rowKey) =>
        $"{table}(PartitionKey='{Key(partitionKey)}',RowKey='{Key(rowKey)}')";

    public static string Query(string resource, params ReadOnlySpan<(string Name, string? Value)> options)
    {
        var query = new StringBuilder(resource);
        char separator = '?';
        foreach ((string name, string? value) in options)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return query.ToString();
    }

    private static string Key(string key) => Uri.EscapeDataString(ODataFilter.Escape(key));
}
