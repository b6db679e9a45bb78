using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Configuration;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Providers;

/// <summary>The providers that can be called, in the order of preference.</summary>
public sealed class ProviderRegistry(IReadOnlyList<Provider> providers)
{
    private readonly Dictionary<string, Provider> _byName = providers.ToDictionary(static provider => provider.Name, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Provider> All => providers;

    public bool TryGet(string name, [NotNullWhen(true)] out Provider? provider) => _byName.TryGetValue(name, out provider);

    /// <summary>Applies the settings to the known providers, the providers' own variables being the fallback for keys.</summary>
    public static ProviderRegistry Create(GatewayOptions options, IConfiguration configuration)
    {
        Dictionary<string, ProviderOptions> byName = options.Providers.ToDictionary(static provider => provider.Name, StringComparer.OrdinalIgnoreCase);
        IEnumerable<Provider> known = ProviderDefinitions.All
            .Select(definition => FromDefinition(definition, byName.GetValueOrDefault(definition.Name), configuration))
            .OfType<Provider>();
        IEnumerable<Provider> own = options.Providers
            .Where(static provider => ProviderDefinitions.Find(provider.Name) is null && provider.Enabled != false)
            .Select(static provider => OfItsKind(provider, ProviderDefinitions.FindDialect(provider.Dialect!)!));
        return new ProviderRegistry([.. known.Concat(own).Select(provider => provider with { Fingerprint = Fingerprint(provider, configuration) }).Select(provider => byName.TryGetValue(provider.Name, out ProviderOptions? settings) ? ProviderAccounts.Apply(provider, settings) : provider)]);
    }

    private static string Fingerprint(Provider provider, IConfiguration configuration)
    {
        IEnumerable<string> settings = configuration.GetSection($"Gateway:Providers:{provider.Name}").AsEnumerable(makePathsRelative: true)
            .Where(static setting => setting.Value is not null)
            .OrderBy(static setting => setting.Key, StringComparer.OrdinalIgnoreCase)
            .Select(static setting => $"{setting.Key.ToUpperInvariant()}={setting.Value}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', settings.Append(provider.ApiKey).Append(provider.BaseUrl.AbsoluteUri)))));
    }

    private static Provider? FromDefinition(ProviderDefinition definition, ProviderOptions? options, IConfiguration configuration)
    {
        string? key = options?.ApiKey ?? (options?.Secret is null ? ProviderVariables.Key(definition, configuration) : null);
        bool usable = definition.AlwaysOn
            || options?.Enabled == true
            || key is not null
            || options?.Secret is not null
            || options?.Accounts.Any(static account => account.ApiKey is not null || account.Secret is not null) == true
            || (definition.KeyOptional && options is not null);
        ProviderOptions settings = options ?? new ProviderOptions { Name = definition.Name, Region = ProviderVariables.Region(definition, configuration) };
        IProviderDialect dialect = (settings.Dialect is { } name ? ProviderDefinitions.FindDialect(name)! : definition.Dialect).Configure(settings);
        if (!usable || settings.Enabled == false || (settings.BaseUrl ?? definition.BaseUrl ?? dialect.BaseUrl) is not { } baseUrl)
        {
            return null;
        }

        return Configure(settings, dialect, baseUrl, key) with
        {
            ModelPrefixes = definition.ModelPrefixes,
            QualifiedOnly = definition.QualifiedOnly,
            Quirks = definition.Quirks,
            InProcess = definition.InProcess,
        };
    }

    /// <summary>A provider under a name of the user's own.</summary>
    private static Provider OfItsKind(ProviderOptions options, IProviderDialect dialect)
    {
        IProviderDialect configured = dialect.Configure(options);
        Provider provider = Configure(options, configured, (options.BaseUrl ?? configured.BaseUrl)!, options.ApiKey);
        return ProviderDefinitions.FindKind(dialect) is { } kind ? provider with { Quirks = kind.Quirks, Catalog = kind.Name } : provider;
    }

    private static Provider Configure(ProviderOptions options, IProviderDialect dialect, Uri baseUrl, string? key) => new()
    {
        Name = options.Name,
        Dialect = dialect,
        BaseUrl = dialect.NormalizeBaseUrl(baseUrl),
        ApiKey = key,
        Secret = options.Secret,
        Timeout = options.Timeout,
        Timeouts = options.Timeouts,
        ModelTimeouts = options.ModelTimeouts,
        Headers = options.Headers,
        TraceContext = options.TraceContext,
        Models = [.. options.Models.Union(options.RequiredModels, StringComparer.Ordinal).Union(options.Deployments.Keys, StringComparer.Ordinal)],
        OnlyNamedModels = options.Deployments.Count > 0,
        RequiredModels = options.RequiredModels,
        AutoDownload = options.AutoDownload,
    };
}
