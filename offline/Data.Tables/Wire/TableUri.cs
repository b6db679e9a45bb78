namespace Azure.Data.Tables.Wire;

/// <summary>Takes the endpoints of accounts and tables apart: <c>https://account.host/table</c>, and <c>http://127.0.0.1:10002/account/table</c> of emulators.</summary>
internal static class TableUri
{
    public static string AccountName(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return IsPathStyle(endpoint) ? Segments(endpoint).FirstOrDefault("") : endpoint.Host.Split('.')[0];
    }

    /// <summary>The account's endpoint and the table that follows it, if one does.</summary>
    public static (Uri Account, string? Table) Split(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        string[] segments = Segments(endpoint);
        int accountSegments = IsPathStyle(endpoint) ? 1 : 0;
        if (segments.Length <= accountSegments)
        {
            return (endpoint, null);
        }

        var account = new UriBuilder(endpoint) { Path = string.Join('/', segments[..accountSegments]) };
        return (account.Uri, segments[accountSegments]);
    }

    private static bool IsPathStyle(Uri endpoint) =>
        endpoint.IsLoopback || endpoint.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;

    private static string[] Segments(Uri endpoint) => endpoint.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
