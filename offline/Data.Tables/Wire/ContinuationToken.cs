namespace Azure.Data.Tables.Wire;

/// <summary>Where a query goes on: the service's two headers in one opaque string.</summary>
internal static class ContinuationToken
{
    public static string? Of(Response response)
    {
        response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out string? partitionKey);
        response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out string? rowKey);
        return partitionKey is null && rowKey is null ? null : $"{partitionKey} {rowKey}";
    }

    public static (string? PartitionKey, string? RowKey) Parse(string? token)
    {
        if (token is null)
        {
            return (null, null);
        }

        // The service encodes both headers, so that neither has a space in it.
        int space = token.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (token, null) : (token[..space], token[(space + 1)..]);
    }
}
