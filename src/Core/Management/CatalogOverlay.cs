using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LlmFunctions.Catalog;

namespace LlmFunctions.Management;

/// <summary>Puts what documents say of models and prices over the catalog, checked as its own data are.</summary>
internal static class CatalogOverlay
{
    private const string Here = "set through the management API";

    /// <param name="catalog">The catalog that is built in.</param>
    /// <param name="documents">What is put over it.</param>
    /// <param name="errors">Gets what is wrong with a document.</param>
    public static ModelCatalog Apply(ModelCatalog catalog, ConfigurationDocuments documents, List<string> errors)
    {
        List<ModelInfo> changed = [];
        StringBuilder source = new();
        IEnumerable<string> names = documents.Of(ConfigurationKind.Models).Concat(documents.Of(ConfigurationKind.Prices)).Select(static document => document.Name);
        foreach (string name in names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            ConfigurationDocument? model = documents.Find(ConfigurationKind.Models, name);
            ConfigurationDocument? price = documents.Find(ConfigurationKind.Prices, name);
            int slash = name.IndexOf('/', StringComparison.Ordinal);
            if (Make(catalog.Find(name[..slash], name[(slash + 1)..]), name[..slash], name[(slash + 1)..], model, price, errors) is { } info)
            {
                changed.Add(info);
                source.Append(name).Append(price?.Value.GetRawText());
            }
        }

        return changed.Count == 0 ? catalog : catalog.With(changed, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source.ToString())))[..8]);
    }

    private static ModelInfo? Make(ModelInfo? known, string provider, string id, ConfigurationDocument? model, ConfigurationDocument? price, List<string> errors)
    {
        int before = errors.Count;
        ModelDocument? facts = Read(model, ManagementJson.Default.ModelDocument, errors);
        PriceDocument? prices = Read(price, ManagementJson.Default.PriceDocument, errors);
        RefuseNull(facts?.Capabilities, model, "Capabilities", errors);
        RefuseNull(prices?.Tiers, price, "Tiers", errors);
        if (errors.Count > before)
        {
            return null;
        }

        CatalogFileModel entry = new()
        {
            Id = id,
            ContextWindow = known?.ContextWindow,
            MaxOutput = known?.MaxOutput,
            Capabilities = known?.Capabilities is { } capabilities ? CapabilityNames.Of(capabilities) : null,
            Deprecated = known?.Deprecated,
            Sunset = known?.Sunset,
            Replacement = known?.Replacement,
            Prices = prices is null ? [] : [.. prices.Tiers.Select(static tier => tier.ToCatalog())],
        };
        CatalogFile file = new()
        {
            Provider = provider,
            Currency = "USD",
            Unit = "per million tokens",
            AsOf = prices?.AsOf ?? (price is null ? null : DateOnly.FromDateTime(price.UpdatedAt.UtcDateTime)),
            Source = prices?.Source ?? Here,
            Models = [facts?.Apply(entry) ?? entry],
        };
        try
        {
            ModelInfo made = CatalogReader.ToModels(CatalogReader.Checked($"{provider}.json", file)).First() with { Aliases = known?.Aliases ?? [] };
            return prices is not null || known is null ? made : made with { Prices = known.Prices, PriceAsOf = known.PriceAsOf, PriceSource = known.PriceSource };
        }
        catch (InvalidDataException exception)
        {
            errors.Add($"{(price ?? model)!.Kind}/{provider}/{id}: {exception.Message}");
            return null;
        }
    }

    // The serializer lets it pass, whatever the type says.
    private static void RefuseNull<T>(IReadOnlyList<T>? items, ConfigurationDocument? document, string field, List<string> errors)
        where T : class
    {
        if (items?.Any(static item => item is null) == true)
        {
            errors.Add($"{document!.Kind}/{document.Name}: '{field}' has an item that is null.");
        }
    }

    private static T? Read<T>(ConfigurationDocument? document, JsonTypeInfo<T> type, List<string> errors)
        where T : class
    {
        try
        {
            return document?.Value.Deserialize(type);
        }
        catch (JsonException exception)
        {
            // Its message has the field, but of the value no more than its kind.
            errors.Add($"{document!.Kind}/{document.Name}: {exception.Message.Split(" Path:")[0]}");
            return null;
        }
    }
}
