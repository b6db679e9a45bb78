using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;

namespace LlmFunctions.Security;

/// <summary>
/// Tells who calls: by a gateway key, a token, or what App Service authentication says. A key's row is kept for a few seconds, so that a revoked key is
/// refused within ten seconds on every instance without a storage call for each request.
/// </summary>
public sealed class Authenticator(GatewayOptions options, IGatewayKeyStore store, TokenValidator tokens, TimeProvider timeProvider)
{
    private const int MostKnown = 10_000;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly byte[]? _adminHash = options.AdminKey is { } key ? GatewayKeyText.Hash(key) : null;
    private readonly byte[]? _devHash = options.DevKey is { } key ? GatewayKeyText.Hash(key) : null;
    private readonly byte[]? _metricsHash = options.MetricsKey is { } key ? GatewayKeyText.Hash(key) : null;
    private readonly ConcurrentDictionary<string, Lazy<Task<Known>>> _known = new(StringComparer.Ordinal);

    /// <summary>Whether it is the key that is good for reading metrics and nothing else.</summary>
    public bool IsMetricsKey(string? key) => !string.IsNullOrEmpty(key) && Matches(_metricsHash, GatewayKeyText.Hash(key));

    /// <exception cref="GatewayException">The caller is not who may call.</exception>
    public ValueTask<Caller> AuthenticateAsync(CallerCredentials credentials, CancellationToken cancellationToken)
    {
        bool isToken = credentials.Key is { } key && TokenValidator.IsToken(key);
        if (credentials.Principal is { } principal && options.Identity.AppServicePrincipal && (string.IsNullOrEmpty(credentials.Key) || (isToken && !options.Identity.TakesTokens)))
        {
            // A token beside it is what the platform has checked already.
            return ValueTask.FromResult(PrincipalReader.Read(principal, options.Identity));
        }

        return isToken && options.Identity.TakesTokens
            ? tokens.ValidateAsync(credentials.Key!, cancellationToken)
            : CheckKeyAsync(credentials.Key, credentials.Address, cancellationToken);
    }

    private async ValueTask<Caller> CheckKeyAsync(string? key, IPAddress? address, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(key))
        {
            throw Refuse("No gateway key was given. Send it as 'Authorization: Bearer <key>', 'x-api-key', 'api-key' or 'x-goog-api-key'.");
        }

        byte[] hash = GatewayKeyText.Hash(key);
        if (Matches(_adminHash, hash))
        {
            return new Caller(AppNames.Admin, "admin") { Rights = Rights.All };
        }

        if (Matches(_devHash, hash))
        {
            return new Caller(AppNames.Development, "dev");
        }

        if (GatewayKeyText.Id(key) is not { } id || await FindAsync(id, cancellationToken) is not { } found || !Matches(found.Hash, hash))
        {
            throw Refuse("The gateway key is not valid.");
        }

        if (found.RevokedAt is not null)
        {
            throw Refuse("The gateway key was revoked.");
        }

        if (found.ExpiresAt <= timeProvider.GetUtcNow())
        {
            throw Refuse("The gateway key has expired.");
        }

        return found.AllowedAddresses.Count == 0 || AddressRanges.Contain(found.AllowedAddresses, address)
            ? new Caller(found.App, found.Id) { Rights = found.Rights, AllowedModels = found.AllowedModels }
            : throw new GatewayException(ErrorKind.PermissionDenied, "The gateway key may not be used from this address.");
    }

    private static bool Matches(byte[]? expected, byte[] hash) => expected is not null && CryptographicOperations.FixedTimeEquals(expected, hash);

    private static GatewayException Refuse(string message) => new(ErrorKind.InvalidApiKey, message);

    private async ValueTask<GatewayKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        // A burst of requests with one key shares one read; its waiters must not be cancelled by the first one's client.
        Lazy<Task<Known>> entry = _known.GetOrAdd(id, Read);
        if (entry.Value is { IsCompleted: true } read && !IsFresh(read))
        {
            Lazy<Task<Known>> renewed = Read(id);
            entry = _known.TryUpdate(id, renewed, entry) ? renewed : _known.GetOrAdd(id, Read);
        }

        try
        {
            return (await entry.Value.WaitAsync(cancellationToken)).Key;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException(ErrorKind.StorageUnavailable, "The gateway key could not be checked, because the storage did not answer. Try again.", innerException: exception);
        }
    }

    private bool IsFresh(Task<Known> read) =>
        read.IsCompletedSuccessfully && timeProvider.GetElapsedTime(read.Result.ReadAt) < Freshness;

    private Lazy<Task<Known>> Read(string id)
    {
        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        return new Lazy<Task<Known>>(async () =>
        {
            // Taken before the read: what is revoked while it runs must not count as fresh for longer.
            long readAt = timeProvider.GetTimestamp();
            return new Known(await store.FindAsync(id, CancellationToken.None), readAt);
        });
    }

    private sealed record Known(GatewayKey? Key, long ReadAt);
}
