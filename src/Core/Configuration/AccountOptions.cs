namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Providers__&lt;name&gt;__Accounts__&lt;id&gt;__…</c> of one account. What is left out is the provider's.</summary>
public sealed record AccountOptions
{
    public required string Id { get; init; }

    /// <summary>The account's key itself; for laptops.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The name of the secret that holds the key.</summary>
    public string? Secret { get; init; }

    /// <summary>Where the provider is for this account.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Its share of the calls, relative to the other accounts.</summary>
    public int Weight { get; init; } = 1;

    public bool Enabled { get; init; } = true;

    /// <summary>The most requests that each instance sends it in a minute.</summary>
    public long? RequestsPerMinute { get; init; }

    /// <summary>The most tokens that each instance uses of it in a minute.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Headers that its requests carry besides the provider's.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <param name="settings">The section of the account.</param>
    /// <param name="canHave">Whether there may be a secret of this name.</param>
    internal static AccountOptions Read(SettingReader settings, Func<string, bool> canHave)
    {
        settings.AllowOnly([nameof(ApiKey), nameof(Secret), nameof(BaseUrl), nameof(Weight), nameof(Enabled), nameof(RequestsPerMinute), nameof(TokensPerMinute), nameof(Headers)]);
        AccountOptions account = new()
        {
            Id = settings.Name.ToLowerInvariant(),
            ApiKey = settings.Text(nameof(ApiKey)),
            Secret = settings.Text(nameof(Secret)),
            BaseUrl = settings.Url(nameof(BaseUrl)),
            Weight = (int)(settings.Number(nameof(Weight), 1, 1000) ?? 1),
            Enabled = settings.Switch(nameof(Enabled)) ?? true,
            RequestsPerMinute = settings.Number(nameof(RequestsPerMinute), 1, int.MaxValue),
            TokensPerMinute = settings.Number(nameof(TokensPerMinute), 1, long.MaxValue),
            Headers = ProviderHeaders.Read(settings.Section(nameof(Headers)), settings.Map(nameof(Headers))),
        };
        if (account.Id.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            settings.Fail("", "is not an account's id: use letters, digits, - _ .");
        }

        ProviderOptionsReader.CheckSecret(settings, account.ApiKey, account.Secret, account.Enabled, canHave);
        return account;
    }
}
