using LlmFunctions.Configuration;

namespace LlmFunctions.Providers;

/// <summary>Makes a provider's accounts of its settings.</summary>
internal static class ProviderAccounts
{
    public static Provider Apply(Provider provider, ProviderOptions options)
    {
        Provider probed = provider with { ProbeModel = options.ProbeModel };
        return probed with
        {
            Accounts = options.Accounts.Count == 0
                ? [new Account { Id = Account.DefaultId, Provider = probed }]
                : [.. options.Accounts.Select(account => ToAccount(probed, account))],
        };
    }

    private static Account ToAccount(Provider provider, AccountOptions options)
    {
        bool hasKey = options.ApiKey is not null || options.Secret is not null;
        Provider called = provider with
        {
            ApiKey = hasKey ? options.ApiKey : provider.ApiKey,
            Secret = hasKey ? options.Secret : provider.Secret,
            Headers = Merge(provider.Headers, options.Headers),
        };
        if (options.BaseUrl is { } address)
        {
            called = called with { BaseUrl = provider.Dialect.NormalizeBaseUrl(address) };
        }

        if (options.BaseUrl is not null || options.Headers.Count > 0)
        {
            called = called with { ConnectionKey = $"{provider.Name}/{options.Id}" };
        }

        return new Account
        {
            Id = options.Id,
            Provider = called,
            Weight = options.Weight,
            RequestsPerMinute = options.RequestsPerMinute,
            TokensPerMinute = options.TokensPerMinute,
            Enabled = options.Enabled,
        };
    }

    private static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string> headers, IReadOnlyDictionary<string, string> own)
    {
        if (own.Count == 0)
        {
            return headers;
        }

        Dictionary<string, string> merged = new(headers, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in own)
        {
            merged[name] = value;
        }

        return merged;
    }
}
