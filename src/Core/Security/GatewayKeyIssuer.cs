using LlmFunctions.Errors;

namespace LlmFunctions.Security;

/// <summary>
/// Makes gateway keys, and works out how they change. A key itself is returned once and kept nowhere; its record is for whoever adds it to the store.
/// </summary>
public sealed class GatewayKeyIssuer(TimeProvider timeProvider)
{
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(90);

    /// <param name="wish">What the key is to be.</param>
    /// <param name="granted">What the issuer may do: no key can manage what its issuer cannot.</param>
    /// <exception cref="GatewayException">There can be no such key, or the issuer may not grant its rights.</exception>
    public (GatewayKey Record, string Key) Make(KeyWish wish, Rights granted)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        KeyWishReader reader = new(now);
        GatewayKey record = reader.Apply(new GatewayKey { Id = "", App = reader.App(wish.App), Prefix = "", Hash = [], CreatedAt = now }, wish);
        reader.ThrowIfAny();
        return Make(Granted(record, granted));
    }

    /// <summary>What a key is after a change; its app and the key itself stay.</summary>
    /// <exception cref="GatewayException">The key cannot be changed any more, there can be no such key, or who changes it may not grant its rights.</exception>
    public GatewayKey Change(GatewayKey key, KeyWish wish, Rights granted)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (IsOver(key, now))
        {
            // Who was locked out must not come in again by a change of something else.
            throw new GatewayException(ErrorKind.Conflict, "The key was revoked or has expired: create a new one.", "id");
        }

        KeyWishReader reader = new(now);
        GatewayKey changed = reader.Apply(key, wish);
        reader.ThrowIfAny();
        return Granted(changed, granted);
    }

    /// <summary>Makes the key that takes a key's place, and says until when the old one works beside it.</summary>
    /// <exception cref="GatewayException">The key cannot be replaced any more, or the issuer may not grant its rights.</exception>
    public (GatewayKey Record, string Key, DateTimeOffset OldExpiresAt) Replace(GatewayKey old, TimeSpan overlap, DateTimeOffset? expiresAt, Rights granted)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (IsOver(old, now))
        {
            throw Refuse("id", "The key was revoked or has expired: create a new one.");
        }

        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
        {
            throw Refuse("overlap_seconds", $"overlap_seconds must be from 0 to {LongestOverlap.TotalSeconds:0}");
        }

        if (expiresAt <= now)
        {
            throw Refuse("expires_at", "expires_at must be in the future");
        }

        (GatewayKey record, string key) = Make(Granted(old, granted) with { Replaces = old.Id, CreatedAt = now, ExpiresAt = expiresAt, Version = null });
        DateTimeOffset end = now + overlap;
        return (record, key, old.ExpiresAt < end ? old.ExpiresAt.Value : end);
    }

    private static bool IsOver(GatewayKey key, DateTimeOffset now) => key.RevokedAt is not null || key.ExpiresAt <= now;

    private static (GatewayKey Record, string Key) Make(GatewayKey record)
    {
        string key = GatewayKeyText.Create();
        return (record with { Id = GatewayKeyText.Id(key)!, Prefix = GatewayKeyText.Prefix(key), Hash = GatewayKeyText.Hash(key) }, key);
    }

    private static GatewayKey Granted(GatewayKey key, Rights granted) => (key.Rights & Rights.Manage & ~granted) is var beyond && beyond == Rights.None
        ? key
        : throw new GatewayException(ErrorKind.PermissionDenied, $"You cannot grant what you may not do yourself: {string.Join(", ", RightNames.Of(beyond))}.", "scopes");

    private static GatewayException Refuse(string param, string message) => new(ErrorKind.InvalidRequest, message, param);
}
