using System.Collections.Concurrent;
using System.Net;
using Azure;
using Azure.Security.KeyVault.Secrets;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.AzureServices.KeyVault;

/// <summary>
/// Reads secrets from Key Vault and keeps them for some minutes. A value that is due for renewal is still served while the
/// new one is fetched, so that no request waits for the vault but the first. However many ask at once, a secret is read
/// once: the vault limits how often it may be asked.
/// </summary>
internal sealed class KeyVaultSecretSource(SecretClient client, TimeProvider timeProvider, ILogger<KeyVaultSecretSource> logger) : ISecretSource
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    // Many requests are refused with the same old value; what was read since is not what they were refused with.
    private static readonly TimeSpan RefusalsMeanAnOlderValue = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Lazy<Task<Entry>>> _reads = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<string?> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(name, out Entry? entry))
        {
            if (AgeOf(entry) >= Freshness && entry.TryClaimRenewal())
            {
                _ = RenewAsync(name, entry);
            }

            return entry.Value;
        }

        return (await ReadOnceAsync(name).WaitAsync(cancellationToken)).Value;
    }

    public void Invalidate(string name)
    {
        if (_entries.TryGetValue(name, out Entry? entry) && AgeOf(entry) >= RefusalsMeanAnOlderValue)
        {
            _entries.TryRemove(KeyValuePair.Create(name, entry));
        }
    }

    public void Forget(string name) => _entries.TryRemove(name, out _);

    private TimeSpan AgeOf(Entry entry) => timeProvider.GetElapsedTime(entry.ReadAt);

    private Task<Entry> ReadOnceAsync(string name) =>
        _reads.GetOrAdd(name, key => new Lazy<Task<Entry>>(() => ReadAsync(key))).Value;

    // Shared by all who wait, so it must not end with the first one's request.
    private async Task<Entry> ReadAsync(string name)
    {
        try
        {
            // Another read may have ended between the caller's look at the entries and this one's begin.
            return _entries.TryGetValue(name, out Entry? entry) && AgeOf(entry) < Freshness ? entry : await ReadFromVaultAsync(name);
        }
        finally
        {
            _reads.TryRemove(name, out _);
        }
    }

    private async Task<Entry> ReadFromVaultAsync(string name)
    {
        long readAt = timeProvider.GetTimestamp();
        string? value;
        try
        {
            Response<KeyVaultSecret> secret = await client.GetSecretAsync(name, cancellationToken: CancellationToken.None);
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
            await ReadOnceAsync(name);
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
