using System.Collections.Concurrent;
using Azure.Core;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.AzureServices.Identity;

/// <summary>
/// Gets tokens of the app's identities from Entra and keeps them until shortly before they expire. A token that is due for
/// renewal is still handed out while the new one is fetched, so that no request waits but the first. However many ask at
/// once, a token is fetched once.
/// </summary>
/// <param name="credentialOf">The credential of an identity, by its client id; null for the one that the app uses everywhere.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Where failures are told.</param>
internal sealed class EntraTokens(Func<string?, TokenCredential> credentialOf, TimeProvider timeProvider, ILogger<EntraTokens> logger) : IAccessTokenSource
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    // A token that is handed out must still be good when the provider looks at it.
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Scope, string ClientId), Entry> _entries = new();
    private readonly ConcurrentDictionary<(string Scope, string ClientId), Lazy<Task<Entry>>> _fetches = new();
    private readonly ConcurrentDictionary<string, TokenCredential> _credentials = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<string> GetAsync(string scope, string? clientId, CancellationToken cancellationToken)
    {
        (string, string) key = (scope, clientId ?? "");
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (!_entries.TryGetValue(key, out Entry? entry) || now >= entry.Token.ExpiresOn - Spare)
        {
            return (await FetchOnceAsync(key).WaitAsync(cancellationToken)).Token.Token;
        }

        if (now >= entry.RenewAt && entry.TryClaimRenewal())
        {
            _ = RenewAsync(key, entry);
        }

        return entry.Token.Token;
    }

    private Task<Entry> FetchOnceAsync((string Scope, string ClientId) key) =>
        _fetches.GetOrAdd(key, wanted => new Lazy<Task<Entry>>(() => FetchAsync(wanted))).Value;

    // Shared by all who wait, so it must not end with the first one's request.
    private async Task<Entry> FetchAsync((string Scope, string ClientId) key)
    {
        try
        {
            // Another fetch may have ended between the caller's look at the entries and this one's begin.
            if (_entries.TryGetValue(key, out Entry? entry) && timeProvider.GetUtcNow() < entry.RenewAt)
            {
                return entry;
            }

            TokenCredential credential = _credentials.GetOrAdd(key.ClientId, id => credentialOf(id.Length == 0 ? null : id));
            AccessToken token = await credential.GetTokenAsync(new TokenRequestContext([key.Scope]), CancellationToken.None);
            DateTimeOffset renewAt = token.RefreshOn ?? token.ExpiresOn - RenewBefore;
            return _entries[key] = new Entry(token, renewAt);
        }
        catch (Exception exception)
        {
            Log.TokenNotFetched(logger, exception, key.Scope);
            throw;
        }
        finally
        {
            _fetches.TryRemove(key, out _);
        }
    }

    private async Task RenewAsync((string Scope, string ClientId) key, Entry old)
    {
        try
        {
            await FetchOnceAsync(key);
        }
        catch (Exception)
        {
            // It is in the log; the old token stays in use, and the next request tries again.
            old.ReleaseRenewal();
        }
    }

    private sealed class Entry(AccessToken token, DateTimeOffset renewAt)
    {
        private int _renewing;

        public AccessToken Token => token;

        public DateTimeOffset RenewAt => renewAt;

        public bool TryClaimRenewal() => Interlocked.Exchange(ref _renewing, 1) == 0;

        public void ReleaseRenewal() => Volatile.Write(ref _renewing, 0);
    }
}
