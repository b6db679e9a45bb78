using System.Collections.Concurrent;
using System.Net;
using Azure;
using Azure.Security.KeyVault.Secrets;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.AzureServices.KeyVault;

/// <summary>
/// Reads secrets from Key Vault and keeps them for some minutes. A value that is due for renewal is still served while the
/// new one is fetched, so that no request waits for the vault but the first.
/// </summary>
internal sealed class KeyVaultSecretSource(SecretClient client, TimeProvider timeProvider, ILogger<KeyVaultSecretSource> logger) : ISecretSource
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<string?> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(name, out Entry? entry))
        {
            if (timeProvider.GetElapsedTime(entry.ReadAt) >= Freshness && entry.TryClaimRenewal())
            {
                _ = RenewAsync(name, entry);
            }

            return entry.Value;
        }

        return (await ReadAsync(name, cancellationToken)).Value;
    }

    public void Invalidate(string name) => _entries.TryRemove(name, out _);

    private async Task<Entry> ReadAsync(string name, CancellationToken cancellationToken)
    {
        long readAt = timeProvider.GetTimestamp();
        string? value;
        try
        {
            Response<KeyVaultSecret> secret = await client.GetSecretAsync(name, cancellationToken: cancellationToken);
            value = secret.Value.Value;
        }
        catch (RequestFailedException exception) when (exception.Status == (int)HttpStatusCode.NotFound)
        {
            Log.SecretMissing(logger, name);
            value = null;
        }

        Entry entry = new(value, readAt);
        _entries[name] = entry;
        return entry;
    }

    private async Task RenewAsync(string name, Entry old)
    {
        try
        {
            await ReadAsync(name, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.SecretNotRenewed(logger, exception, name);
            old.ReleaseRenewal();
        }
    }

    private sealed class Entry(string? value, long readAt)
    {
        private int _renewing;

        public string? Value => value;

        public long ReadAt => readAt;

        public bool TryClaimRenewal() => Interlocked.Exchange(ref _renewing, 1) == 0;

        public void ReleaseRenewal() => Volatile.Write(ref _renewing, 0);
    }
}
