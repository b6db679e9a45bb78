namespace Azure.Data.Tables.Auth;

/// <summary>What a storage account's connection string says about its Table service.</summary>
internal sealed record ConnectionString(Uri Endpoint, string AccountName, TableSharedKeyCredential? SharedKey, AzureSasCredential? Sas)
{
    // The account of every emulator; published, not a secret.
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public static ConnectionString Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        Dictionary<string, string> settings = Settings(connectionString);
        if (settings.GetValueOrDefault("UseDevelopmentStorage")?.Equals("true", StringComparison.OrdinalIgnoreCase) == true)
        {
            var proxy = new Uri(settings.GetValueOrDefault("DevelopmentStorageProxyUri") ?? "http://127.0.0.1");
            var emulator = new Uri($"{proxy.Scheme}://{proxy.Host}:10002/{EmulatorAccount}");
            return new(emulator, EmulatorAccount, new TableSharedKeyCredential(EmulatorAccount, EmulatorKey), null);
        }

        string? endpoint = settings.GetValueOrDefault("TableEndpoint");
        string? account = settings.GetValueOrDefault("AccountName");
        if (account is not null && settings.TryGetValue("AccountKey", out string? key) && (endpoint ?? SuffixEndpoint(settings, account)) is { } address)
        {
            return new(new Uri(address), account, new TableSharedKeyCredential(account, key), null);
        }

        if (endpoint is not null && settings.TryGetValue("SharedAccessSignature", out string? sas))
        {
            var uri = new Uri(endpoint);
            return new(uri, account ?? Wire.TableUri.AccountName(uri), null, new AzureSasCredential(sas));
        }

        throw new ArgumentException(
            "The connection string needs UseDevelopmentStorage=true, or AccountName, AccountKey and one of TableEndpoint and EndpointSuffix, or TableEndpoint and SharedAccessSignature.",
            nameof(connectionString));
    }

    private static string? SuffixEndpoint(Dictionary<string, string> settings, string account) =>
        settings.TryGetValue("EndpointSuffix", out string? suffix)
            ? $"{settings.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.table.{suffix}/"
            : null;

    private static Dictionary<string, string> Settings(string connectionString)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException("A part of the connection string is not of the form name=value.");
            }

            settings[part[..equals]] = part[(equals + 1)..];
        }

        return settings;
    }
}
