using LlmFunctions.Errors;

namespace LlmFunctions.Security;

/// <summary>Makes of a wish what a gateway key is, and says everything that is wrong with it.</summary>
internal sealed class KeyWishReader(DateTimeOffset now)
{
    // Each is looked at with every call.
    private const int MostEntries = 100;
    private const int LongestModel = 256;

    private readonly List<(string Field, string Message)> _errors = [];

    /// <summary>The app of a new key.</summary>
    public string App(string? app)
    {
        if (app is null || !AppNames.IsOne(app))
        {
            Fail("app", $"app must be a name of 1 to {AppNames.Longest} letters, digits, - or .");
        }
        else if (AppNames.IsBuiltIn(app))
        {
            Fail("app", $"app cannot be '{app}': the usage of the keys in the settings is booked on it");
        }

        return app ?? "";
    }

    /// <summary>The key as it is wished.</summary>
    public GatewayKey Apply(GatewayKey key, KeyWish wish)
    {
        if (wish.Name?.Length > AppNames.Longest)
        {
            Fail("name", $"name must have at most {AppNames.Longest} characters");
        }

        if (wish.ExpiresAt <= now)
        {
            Fail("expires_at", "expires_at must be in the future");
        }

        return key with
        {
            Name = wish.Name,
            Rights = RightsOf(wish.Scopes),
            AllowedModels = Entries("allowed_models", wish.AllowedModels, Model, $"the name of a model, of at most {LongestModel} characters"),
            AllowedAddresses = Entries("allowed_addresses", wish.AllowedAddresses, AddressRanges.Normalize, "an address or a range such as 192.0.2.0/24 or 2001:db8::/32"),
            ExpiresAt = wish.ExpiresAt,
        };
    }

    /// <exception cref="GatewayException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new GatewayException(new GatewayError
            {
                Kind = ErrorKind.InvalidRequest,
                Message = string.Join("; ", _errors.Select(static error => error.Message)),
                Param = _errors[0].Field,
                Details = _errors.Count > 1 ? [.. _errors.Select(static error => error.Message)] : [],
            });
        }
    }

    private Rights RightsOf(IReadOnlyList<string>? scopes)
    {
        Rights rights = scopes is null ? Rights.Calls : Rights.None;
        for (int i = 0; i < scopes?.Count; i++)
        {
            if (RightNames.Find(scopes[i] ?? "") is { } right)
            {
                rights |= right;
            }
            else
            {
                Fail($"scopes[{i}]", $"scopes[{i}] must be one of {string.Join(", ", RightNames.All)}");
            }
        }

        return rights;
    }

    private string[] Entries(string field, IReadOnlyList<string>? entries, Func<string, string?> read, string what)
    {
        if (entries is null)
        {
            return [];
        }

        // Nothing allowed looks like an empty list, and so does nothing limited.
        if (entries.Count is 0 or > MostEntries)
        {
            Fail(field, $"{field} must have 1 to {MostEntries} entries; without it there is no such limit");
            return [];
        }

        List<string> accepted = [];
        for (int i = 0; i < entries.Count; i++)
        {
            if (read(entries[i] ?? "") is { } entry)
            {
                accepted.Add(entry);
            }
            else
            {
                Fail($"{field}[{i}]", $"{field}[{i}] must be {what}");
            }
        }

        return [.. accepted];
    }

    private static string? Model(string name) => name.Length is >= 1 and <= LongestModel && !name.Any(char.IsControl) ? name : null;

    private void Fail(string field, string message) => _errors.Add((field, message));
}
