using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmFunctions.Catalog;
using LlmFunctions.Providers;

namespace LlmFunctions.Management.Files;

/// <summary>
/// Reads LiteLLM's <c>model_prices_and_context_window.json</c>: prices of the providers that are configured, where they differ from the
/// catalog's.
/// </summary>
internal static partial class LiteLlmPrices
{
    private const string ProviderField = "litellm_provider";
    private const string Source = "LiteLLM, model_prices_and_context_window.json";
    private const decimal Million = 1_000_000m;
    private static readonly string[] Modes = ["chat", "completion", "responses", "embedding"];

    public static bool IsOne(JsonElement root) => root.EnumerateObject().Any(static model => model.Value.ValueKind == JsonValueKind.Object && model.Value.TryGetProperty(ProviderField, out _));

    public static ImportedFile Read(JsonElement root, ProviderRegistry providers)
    {
        Dictionary<string, ConfigurationChange> changes = new(StringComparer.Ordinal);
        int foreign = 0, unpriced = 0, same = 0;
        foreach (JsonProperty model in root.EnumerateObject().Where(static model => model.Value.ValueKind == JsonValueKind.Object && model.Name != "sample_spec"))
        {
            if (Text(model.Value, ProviderField) is not { } theirs || !providers.TryGet(Embedded.Import.LitellmProviders.GetValueOrDefault(theirs, theirs), out Provider? provider))
            {
                foreign++;
            }
            else if (!Modes.Contains(Text(model.Value, "mode"), StringComparer.Ordinal) || Tiers(model.Value) is not { } tiers)
            {
                unpriced++;
            }
            else
            {
                string id = model.Name.StartsWith(theirs + "/", StringComparison.Ordinal) ? model.Name[(theirs.Length + 1)..] : model.Name;
                if (IsSame(ModelCatalog.BuiltIn.Find(provider.CatalogName, id), tiers))
                {
                    same++;
                }
                else
                {
                    string name = $"{provider.Name}/{id}";
                    changes[name] = ConfigurationFile.Replace(ConfigurationKind.Prices, name, Document(tiers));
                }
            }
        }

        return new ImportedFile(
            [.. changes.Values],
            [
                $"{foreign} models of providers that are not configured are left out.",
                $"{unpriced} models that have no price by tokens are left out.",
                $"{same} prices are those of the catalog already.",
            ]);
    }

    /// <summary>The prices of a model, the shortest prompts first; null when it has none by tokens.</summary>
    private static List<ModelPrice>? Tiers(JsonElement model)
    {
        if (Price(model, "input_cost_per_token", "") is not { } input || Price(model, "output_cost_per_token", "") is not { } output)
        {
            return null;
        }

        List<ModelPrice> tiers = [Tier(model, "", input, output)];
        var above = model.EnumerateObject().Select(static field => Above().Match(field.Name)).Where(static match => match.Success)
            .Select(static match => (Suffix: match.Groups["suffix"].Value, Tokens: int.Parse(match.Groups["tokens"].Value, CultureInfo.InvariantCulture) * 1000))
            .OrderBy(static tier => tier.Tokens);
        foreach ((string suffix, int tokens) in above)
        {
            tiers[^1] = tiers[^1] with { UpToPromptTokens = tokens };
            tiers.Add(Tier(model, suffix, Price(model, "input_cost_per_token", suffix) ?? input, Price(model, "output_cost_per_token", suffix) ?? output));
        }

        return tiers;
    }

    private static ModelPrice Tier(JsonElement model, string suffix, decimal input, decimal output) => new()
    {
        Input = input,
        Output = output,
        CachedInput = Price(model, "cache_read_input_token_cost", suffix) ?? Price(model, "cache_read_input_token_cost", ""),
        CacheWrite = Price(model, "cache_creation_input_token_cost", suffix) ?? Price(model, "cache_creation_input_token_cost", ""),
        CacheWriteOneHour = Price(model, "cache_creation_input_token_cost_above_1hr", suffix) ?? Price(model, "cache_creation_input_token_cost_above_1hr", ""),
        Reasoning = Price(model, "output_cost_per_reasoning_token", ""),
    };

    private static decimal? Price(JsonElement model, string field, string suffix) =>
        model.TryGetProperty(field + suffix, out JsonElement price) && price.ValueKind == JsonValueKind.Number && price.TryGetDecimal(out decimal amount) && amount >= 0
            ? Normal(amount * Million)
            : null;

    // Without the zeros at its end.
    private static decimal Normal(decimal amount) => amount / 1.0000000000000000000000000000m;

    private static bool IsSame(ModelInfo? known, List<ModelPrice> tiers) => known is not null && known.Prices.SequenceEqual(tiers);

    private static JsonElement Document(List<ModelPrice> tiers) => JsonFields.Make(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("Source"u8, Source);
        writer.WriteStartArray("Tiers"u8);
        foreach (ModelPrice tier in tiers)
        {
            writer.WriteStartObject();
            Write(writer, nameof(ModelPrice.UpToPromptTokens), tier.UpToPromptTokens);
            Write(writer, nameof(ModelPrice.Input), tier.Input);
            Write(writer, nameof(ModelPrice.Output), tier.Output);
            Write(writer, nameof(ModelPrice.CachedInput), tier.CachedInput);
            Write(writer, nameof(ModelPrice.CacheWrite), tier.CacheWrite);
            Write(writer, nameof(ModelPrice.CacheWriteOneHour), tier.CacheWriteOneHour);
            Write(writer, nameof(ModelPrice.Reasoning), tier.Reasoning);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }

    private static string? Text(JsonElement model, string field) => model.TryGetProperty(field, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    [GeneratedRegex("^input_cost_per_token(?<suffix>_above_(?<tokens>[0-9]{1,6})k_tokens)$", RegexOptions.CultureInvariant)]
    private static partial Regex Above();
}
