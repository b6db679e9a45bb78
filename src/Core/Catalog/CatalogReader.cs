using System.Text.Json;

namespace LlmFunctions.Catalog;

/// <summary>Reads one data file and refuses what could make a wrong price.</summary>
internal static class CatalogReader
{
    /// <exception cref="InvalidDataException">The file is not valid; the message names the file and, where there is one, the model.</exception>
    public static CatalogFile Read(string fileName, ReadOnlySpan<byte> json)
    {
        CatalogFile file;
        try
        {
            file = JsonSerializer.Deserialize(json, CatalogJson.Default.CatalogFile) ?? throw Invalid(fileName, null, "the file is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Model catalog {fileName}: {e.Message}", e);
        }

        return Checked(fileName, file);
    }

    /// <summary>The same file, when it is valid.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static CatalogFile Checked(string fileName, CatalogFile file)
    {
        Check(fileName, file);
        return file;
    }

    /// <summary>The entries of a file, each followed by those of its aliases.</summary>
    public static IEnumerable<ModelInfo> ToModels(CatalogFile file)
    {
        foreach (CatalogFileModel model in file.Models)
        {
            bool priced = model.Prices.Count > 0;
            ModelInfo info = new()
            {
                Id = model.Id,
                Provider = file.Provider,
                Aliases = model.Aliases,
                ContextWindow = model.ContextWindow,
                MaxOutput = model.MaxOutput,
                Capabilities = Capabilities(model),
                Deprecated = model.Deprecated,
                Sunset = model.Sunset,
                Replacement = model.Replacement,
                Prices = [.. model.Prices.Select(ToPrice)],
                PriceAsOf = priced ? file.AsOf : null,
                PriceSource = priced ? file.Source : null,
            };
            yield return info;
            foreach (string alias in model.Aliases)
            {
                yield return info with { Id = alias, AliasOf = model.Id, Aliases = [] };
            }
        }
    }

    private static void Check(string fileName, CatalogFile file)
    {
        if (fileName != $"{file.Provider}.json")
        {
            throw Invalid(fileName, null, $"it is of provider '{file.Provider}', so its name must be {file.Provider}.json");
        }

        if (file.Currency != "USD" || file.Unit != "per million tokens")
        {
            throw Invalid(fileName, null, "prices must be in USD per million tokens");
        }

        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (CatalogFileModel model in file.Models)
        {
            foreach (string id in model.Aliases.Prepend(model.Id))
            {
                if (string.IsNullOrWhiteSpace(id) || !ids.Add(id))
                {
                    throw Invalid(fileName, model.Id, $"the id '{id}' is empty or there twice");
                }
            }

            CheckModel(fileName, file, model);
        }
    }

    private static void CheckModel(string fileName, CatalogFile file, CatalogFileModel model)
    {
        if (model.ContextWindow <= 0 || model.MaxOutput <= 0)
        {
            throw Invalid(fileName, model.Id, "context_window and max_output must be above zero");
        }

        if (model.MaxOutput > model.ContextWindow)
        {
            throw Invalid(fileName, model.Id, "max_output is above context_window");
        }

        if (model.Deprecated > model.Sunset || (model.Replacement is not null && model.Deprecated is null && model.Sunset is null))
        {
            throw Invalid(fileName, model.Id, "deprecated must be before sunset, and a replacement needs one of them");
        }

        if (model.Prices.Count > 0 && (file.AsOf is null || string.IsNullOrWhiteSpace(file.Source)))
        {
            throw Invalid(fileName, model.Id, "a price needs the file's as_of and source");
        }

        foreach (string name in model.Capabilities ?? [])
        {
            if (CapabilityNames.Parse(name) is null)
            {
                throw Invalid(fileName, model.Id, $"the capability '{name}' is not known");
            }
        }

        int? previous = 0;
        foreach (CatalogFilePrice price in model.Prices)
        {
            if (previous is null || price.UpToPromptTokens <= previous)
            {
                throw Invalid(fileName, model.Id, "the price tiers must rise by up_to_prompt_tokens, the one without it last");
            }

            previous = price.UpToPromptTokens;
            if (price.Input < 0 || price.Output < 0 || price.CachedInput < 0 || price.CacheWrite < 0 || price.CacheWriteOneHour < 0 || price.Reasoning < 0
                || price.PerImage < 0 || price.PerRequest < 0)
            {
                throw Invalid(fileName, model.Id, "a price is negative");
            }
        }
    }

    private static ModelPrice ToPrice(CatalogFilePrice price) => new()
    {
        UpToPromptTokens = price.UpToPromptTokens,
        Input = price.Input,
        Output = price.Output,
        CachedInput = price.CachedInput,
        CacheWrite = price.CacheWrite,
        CacheWriteOneHour = price.CacheWriteOneHour,
        Reasoning = price.Reasoning,
        PerImage = price.PerImage,
        PerRequest = price.PerRequest,
    };

    private static ModelCapabilities? Capabilities(CatalogFileModel model)
    {
        if (model.Capabilities is null)
        {
            return null;
        }

        ModelCapabilities capabilities = ModelCapabilities.None;
        foreach (string name in model.Capabilities)
        {
            capabilities |= CapabilityNames.Parse(name) ?? throw new InvalidOperationException($"The capability '{name}' was not checked.");
        }

        return capabilities;
    }

    private static InvalidDataException Invalid(string fileName, string? id, string what) =>
        new(id is null ? $"Model catalog {fileName}: {what}." : $"Model catalog {fileName}, model '{id}': {what}.");
}
