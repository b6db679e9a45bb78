using System.Text;
using System.Text.Json;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Upstream;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace LlmFunctions.Security;

/// <summary>
/// The keys that the issuer signs tokens with. They are fetched when a token needs one, never while the app starts; again once a day, and when a token names
/// one that is not known, but not more than once a minute: anybody can name keys that do not exist.
/// </summary>
public sealed class SigningKeys(GatewayOptions options, IDocumentSource documents, TimeProvider timeProvider, ILogger<SigningKeys> logger)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan BetweenFetches = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private readonly IdentityOptions _options = options.Identity;
    private readonly Lock _lock = new();
    private volatile Known? _keys;
    private Task<GatewayException?>? _fetching;
    private long _triedAt;

    /// <summary>The key of this id; null when the issuer has none.</summary>
    /// <exception cref="GatewayException">No key is known, and none could be fetched.</exception>
    public async ValueTask<JsonWebKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (_keys?.Find(id) is { } known)
        {
            if (timeProvider.GetElapsedTime(_keys.FetchedAt) >= Lifetime)
            {
                // What it finds is for those who come later: an issuer that is slow holds nobody up. It tells the log what went wrong and never throws.
                _ = FetchOnceAsync();
            }

            return known;
        }

        // Shared by all who wait, so it must not end with the first one's request.
        GatewayException? failure = await FetchOnceAsync().WaitAsync(cancellationToken);
        return _keys is null && failure is not null ? throw failure : _keys?.Find(id);
    }

    private Task<GatewayException?> FetchOnceAsync()
    {
        lock (_lock)
        {
            TimeSpan wait = _fetching is { IsCompletedSuccessfully: true, Result: null } ? BetweenFetches : AfterFailure;
            if (_fetching is null || (_fetching.IsCompleted && timeProvider.GetElapsedTime(_triedAt) >= wait))
            {
                Log.FetchingSigningKeys(logger);
                _triedAt = timeProvider.GetTimestamp();
                _fetching = FetchAsync();
            }

            return _fetching;
        }
    }

    private async Task<GatewayException?> FetchAsync()
    {
        try
        {
            Uri address = _options.Jwks ?? await DiscoverAsync();
            JsonWebKeySet set = new(Encoding.UTF8.GetString((await documents.GetAsync(address, CancellationToken.None)).Span));
            Dictionary<string, JsonWebKey> keys = new(StringComparer.Ordinal);
            foreach (JsonWebKey key in set.Keys.Where(static key => !string.IsNullOrEmpty(key.Kid) && (string.IsNullOrEmpty(key.Use) || key.Use == JsonWebKeyUseNames.Sig)))
            {
                keys[key.Kid] = key;
            }

            if (keys.Count == 0)
            {
                throw new JsonException("no keys");
            }

            _keys = new Known(keys, timeProvider.GetTimestamp());
            return null;
        }
        catch (Exception exception)
        {
            // Whatever went wrong, those who wait are told, and keys that are known go on being good.
            Log.NoSigningKeys(logger, exception);
            return new GatewayException(
                new GatewayError
                {
                    Kind = ErrorKind.IdentityUnavailable,
                    Message = "The token could not be checked, because its issuer did not say which keys it signs with. Try again.",
                    RetryAfter = AfterFailure,
                },
                exception);
        }
    }

    /// <summary>OpenID Connect Discovery 1.0: the issuer says where its keys are.</summary>
    private async Task<Uri> DiscoverAsync()
    {
        JsonElement document = JsonElement.Parse((await documents.GetAsync(new Uri(_options.Issuer!.TrimEnd('/') + "/.well-known/openid-configuration"), CancellationToken.None)).Span);
        return document.GetProperty("issuer").GetString() == _options.Issuer
            && Uri.TryCreate(document.GetProperty("jwks_uri").GetString(), UriKind.Absolute, out Uri? address)
            && IdentityOptions.IsSafe(address)
                ? address
                : throw new JsonException("The document is another issuer's, or the address of its keys is not safe.");
    }

    private sealed record Known(IReadOnlyDictionary<string, JsonWebKey> Keys, long FetchedAt)
    {
        public JsonWebKey? Find(string id) => Keys.GetValueOrDefault(id);
    }
}
