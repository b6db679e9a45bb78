using LlmFunctions.Errors;

namespace LlmFunctions.Security;

/// <summary>Makes gateway keys. The key itself is returned once and kept nowhere; its record is for whoever adds it to the store.</summary>
public sealed class GatewayKeyIssuer(TimeProvider timeProvider)
{
    // Each is looked at with every call.
    private const int MostEntries = 100;
    private const int LongestModel = 256;
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(90);

    /// <param name="wish">What the key is to be.</param>
    /// <param name="granted">What the issuer may do: no key can manage what its issuer cannot.</param>
    /// <exception cref="GatewayException">There can be no such key, or the issuer may not grant its rights.</exception>
    public (GatewayKey Record, string Key) Make(KeyWish wish, Rights granted)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (wish.App is null || !AppNames.IsOne(wish.App))
        {
            throw Refuse("app", $"app must be a name of 1 to {AppNames.Longest} letters, digits, - or .");
        }

        if (AppNames.IsBuiltIn(wish.App))
        {
            throw Refuse("app", $"app cannot be '{wish.App}': the usage of the keys in the settings is booked on it");
        }

        if (wish.Name?.Length > AppNames.Longest)
        {
            throw Refuse("name", $"name must have at most {AppNames.Longest} characters");
        }

        if (wish.ExpiresAt <= now)
        {
            throw Refuse("expires_at", "expires_at must be in the future");
        }

        return Make(new GatewayKey
        {
            Id = "",
            App = wish.App,
            Name = wish.Name,
            Prefix = "",
            Hash = [],
            Rights = Checked(RightsOf(wish.Scopes), granted),
            AllowedModels = ModelsOf(wish.AllowedModels),
            AllowedAddresses = AddressesOf(wish.AllowedAddresses),
            CreatedAt = now,
            ExpiresAt = wish.ExpiresAt,
        });
    }

    /// <summary>Makes the key that takes a key's place, and says until when the old one works beside it.</summary>
    /// <exception cref="GatewayException">The key cannot be replaced any more, or the issuer may not grant its rights.</exception>
    public (GatewayKey Record, string Key, DateTimeOffset OldExpiresAt) Replace(GatewayKey old, TimeSpan overlap, DateTimeOffset? expiresAt, Rights granted)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (old.RevokedAt is not null || old.ExpiresAt <= now)
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

        (GatewayKey record, string key) = Make(old with { Rights = Checked(old.Rights, granted), Replaces = old.Id, CreatedAt = now, ExpiresAt = expiresAt });
        DateTimeOffset end = now + overlap;
        return (record, key, old.ExpiresAt < end ? old.ExpiresAt.Value : end);
    }

    private static (GatewayKey Record, string Key) Make(GatewayKey record)
    {
        string key = GatewayKeyText.Create();
        return (record with { Id = GatewayKeyText.Id(key)!, Prefix = GatewayKeyText.Prefix(key), Hash = GatewayKeyText.Hash(key) }, key);
    }

    private static Rights RightsOf(IReadOnlyList<string>? scopes)
    {
        if (scopes is null)
        {
            return Rights.Calls;
        }

        Rights rights = Rights.None;
        for (int i = 0; i < scopes.Count; i++)
        {
            rights |= RightNames.Find(scopes[i] ?? "") ?? throw Refuse($"scopes[{i}]", $"scopes[{i}] must be one of {string.Join(", ", RightNames.All)}");
        }

        return rights;
    }

    private static Rights Checked(Rights rights, Rights granted) => (rights & Rights.Manage & ~granted) is var beyond && beyond == Rights.None
        ? rights
        : throw new GatewayException(ErrorKind.PermissionDenied, $"You cannot grant what you may not do yourself: {string.Join(", ", RightNames.Of(beyond))}.", "scopes");

    private static string[] ModelsOf(IReadOnlyList<string>? models)
    {
        LimitEntries("allowed_models", models);
        for (int i = 0; i < models?.Count; i++)
        {
            if (models[i] is not { Length: >= 1 and <= LongestModel } model || model.Any(static c => char.IsControl(c)))
            {
                throw Refuse($"allowed_models[{i}]", $"allowed_models[{i}] must be the name of a model, of at most {LongestModel} characters");
            }
        }

        return [.. models ?? []];
    }

    private static string[] AddressesOf(IReadOnlyList<string>? ranges)
    {
        LimitEntries("allowed_addresses", ranges);
        return
        [
            .. (ranges ?? []).Select(static (range, i) => AddressRanges.Normalize(range ?? "")
                ?? throw Refuse($"allowed_addresses[{i}]", $"allowed_addresses[{i}] must be an address or a range such as 192.0.2.0/24 or 2001:db8::/32")),
        ];
    }

    private static void LimitEntries(string name, IReadOnlyList<string>? entries)
    {
        if (entries?.Count > MostEntries)
        {
            throw Refuse(name, $"{name} must have at most {MostEntries} entries");
        }
    }

    private static GatewayException Refuse(string param, string message) => new(ErrorKind.InvalidRequest, message, param);
}
