using LlmFunctions.Catalog;
using Xunit;

namespace LlmFunctions.Core.Tests.Catalog;

public sealed class ModelCatalogTests
{
    private static readonly string[] ProvidersWithFixedModels =
    [
        "openai", "anthropic", "gemini", "azure-openai", "bedrock", "cohere", "deepseek", "dashscope", "zhipu", "qianfan",
        "hunyuan", "moonshot", "siliconflow", "mistral", "xai", "groq", "together", "openrouter", "sandbox",
    ];

    private static readonly ModelCatalog Catalog = ModelCatalog.BuiltIn;

    [Fact]
    public void It_lists_at_least_120_models()
    {
        Assert.True(Catalog.All.Count >= 120, $"{Catalog.All.Count} models");
        Assert.True(Catalog.All.Count(model => model.Prices.Count > 0) >= 120);
    }

    [Fact]
    public void It_has_every_provider_with_fixed_models_and_no_other()
    {
        Assert.Equal(
            ProvidersWithFixedModels.Order(StringComparer.Ordinal),
            Catalog.All.Select(model => model.Provider).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_price_has_a_date_and_a_source()
    {
        foreach (ModelInfo model in Catalog.All)
        {
            Assert.Equal(model.Prices.Count > 0, model.PriceAsOf is not null);
            Assert.Equal(model.Prices.Count > 0, !string.IsNullOrWhiteSpace(model.PriceSource));
        }
    }

    [Fact]
    public void Only_what_is_free_of_charge_has_a_price_of_zero()
    {
        string[] free = ["glm-4.6v-flash", "glm-4.7-flash", "echo", "embed"];
        Assert.Equal(
            free.Order(StringComparer.Ordinal),
            Catalog.All.Where(m => m.Prices.Any(p => p.Input == 0)).Select(m => m.Id).Order(StringComparer.Ordinal));
        Assert.All(
            Catalog.All.Where(m => m.Prices.Any(p => p.Output == 0) && !free.Contains(m.Id)),
            model => Assert.Equal(ModelCapabilities.Embeddings, model.Capabilities));
    }

    [Fact]
    public void Reading_the_cache_never_costs_more_than_reading_the_prompt_and_writing_it_never_less()
    {
        foreach (ModelPrice price in Catalog.All.SelectMany(model => model.Prices))
        {
            Assert.True(price.CachedInput is null || price.CachedInput <= price.Input);
            Assert.True(price.CacheWrite is null || price.CacheWrite >= price.Input);
            Assert.True(price.CacheWriteOneHour is null || price.CacheWriteOneHour >= price.CacheWrite);
        }
    }

    [Fact]
    public void No_price_carries_the_noise_of_a_binary_fraction()
    {
        foreach (ModelPrice price in Catalog.All.SelectMany(model => model.Prices))
        {
            decimal?[] amounts = [price.Input, price.Output, price.CachedInput, price.CacheWrite, price.CacheWriteOneHour];
            Assert.All(amounts, amount => Assert.True((amount ?? 0).Scale <= 6, $"{amount}"));
        }
    }

    [Fact]
    public void An_embedding_model_does_not_chat()
    {
        Assert.All(
            Catalog.All.Where(m => m.Capabilities is { } c && c.HasFlag(ModelCapabilities.Embeddings)),
            model => Assert.Equal(ModelCapabilities.Embeddings, model.Capabilities));
    }

    // Copied by hand from the source of 2026-08-21.
    [Theory]
    [InlineData("openai", "gpt-4o", "2.5", "10", "1.25")]
    [InlineData("openai", "gpt-4o-mini", "0.15", "0.6", "0.075")]
    [InlineData("openai", "gpt-5", "1.25", "10", "0.125")]
    [InlineData("openai", "gpt-5.4-mini", "0.75", "4.5", "0.075")]
    [InlineData("openai", "text-embedding-3-small", "0.02", "0", null)]
    [InlineData("openai", "text-embedding-3-large", "0.13", "0", null)]
    [InlineData("gemini", "gemini-embedding-001", "0.15", "0", null)]
    [InlineData("mistral", "mistral-embed", "0.1", "0", null)]
    [InlineData("together", "BAAI/bge-large-en-v1.5", "0.016", "0", null)]
    [InlineData("anthropic", "claude-sonnet-4-5", "3", "15", "0.3")]
    [InlineData("anthropic", "claude-opus-5", "5", "25", "0.5")]
    [InlineData("gemini", "gemini-2.5-flash", "0.3", "2.5", "0.03")]
    [InlineData("deepseek", "deepseek-v4-flash", "0.14", "0.28", "0.0028")]
    [InlineData("deepseek", "deepseek-v4-pro", "0.435", "0.87", "0.003625")]
    [InlineData("zhipu", "glm-5.2", "1.4", "4.4", "0.26")]
    [InlineData("moonshot", "kimi-k2.6", "0.95", "4", "0.16")]
    [InlineData("mistral", "mistral-large-2512", "0.5", "1.5", null)]
    [InlineData("groq", "llama-3.3-70b-versatile", "0.59", "0.79", null)]
    [InlineData("together", "zai-org/GLM-5.2", "1.4", "4.4", "0.26")]
    [InlineData("cohere", "command-r7b-12-2024", "0.0375", "0.15", null)]
    [InlineData("azure-openai", "gpt-4.1", "2", "8", "0.5")]
    [InlineData("bedrock", "deepseek.v3.2", "0.62", "1.85", null)]
    [InlineData("sandbox", "echo", "0", "0", null)]
    public void Well_known_prices_are_right(string provider, string id, string input, string output, string? cached)
    {
        ModelPrice price = Assert.Single(Catalog.Find(provider, id)!.Prices);
        Assert.Equal(Number(input), price.Input);
        Assert.Equal(Number(output), price.Output);
        Assert.Equal(cached is null ? null : Number(cached), price.CachedInput);
        Assert.Null(price.UpToPromptTokens);
    }

    [Fact]
    public void Writing_the_cache_for_an_hour_has_its_own_price()
    {
        ModelPrice price = Assert.Single(Catalog.Find("anthropic", "claude-opus-4-5")!.Prices);
        Assert.Equal(6.25m, price.CacheWrite);
        Assert.Equal(10m, price.CacheWriteOneHour);
    }

    [Fact]
    public void A_tiered_model_has_its_tiers_in_order()
    {
        IReadOnlyList<ModelPrice> prices = Catalog.Find("gemini", "gemini-2.5-pro")!.Prices;
        Assert.Equal([200_000, null], prices.Select(p => p.UpToPromptTokens));
        Assert.Equal([1.25m, 2.5m], prices.Select(p => p.Input));
        Assert.Equal([10m, 15m], prices.Select(p => p.Output));
        Assert.Equal([0.125m, 0.25m], prices.Select(p => p.CachedInput));
    }

    [Fact]
    public void Tiers_of_equal_price_are_one()
    {
        Assert.Single(Catalog.Find("gemini", "gemini-2.5-flash-lite")!.Prices);
    }

    [Fact]
    public void An_alias_is_found_under_its_own_id_with_the_price_of_its_model()
    {
        ModelInfo model = Catalog.Find("anthropic", "claude-sonnet-4-5")!;
        ModelInfo alias = Catalog.Find("anthropic", "claude-sonnet-4-5-20250929")!;
        Assert.Equal("claude-sonnet-4-5-20250929", alias.Id);
        Assert.Equal("claude-sonnet-4-5", alias.AliasOf);
        Assert.Same(model.Prices, alias.Prices);
        Assert.Contains(alias.Id, model.Aliases);
        Assert.DoesNotContain(alias, Catalog.All);
    }

    [Theory]
    [InlineData("openai", "gpt-4o-2099-01-01")]
    [InlineData("openai", "GPT-4o")]
    [InlineData("openai", "gpt-4")]
    [InlineData("openai", "")]
    [InlineData("anthropic", "gpt-4o")]
    [InlineData("nobody", "gpt-4o")]
    public void An_id_that_is_not_listed_is_not_guessed(string provider, string id) => Assert.Null(Catalog.Find(provider, id));

    [Fact]
    public void All_providers_of_an_id_come_with_the_maker_first()
    {
        Assert.Equal(["openai", "azure-openai"], Catalog.FindById("gpt-4o").Select(m => m.Provider));
        Assert.Equal(["zhipu", "dashscope"], Catalog.FindById("glm-4.7").Select(m => m.Provider));
        Assert.Equal(["groq", "together", "openrouter"], Catalog.FindById("openai/gpt-oss-120b").Select(m => m.Provider));
        Assert.Equal(["openai", "azure-openai"], Catalog.FindById("gpt-5-2025-08-07").Select(m => m.Provider));
        Assert.Empty(Catalog.FindById("no-such-model"));
    }

    [Fact]
    public void The_price_version_begins_with_the_date_of_the_prices()
    {
        Assert.Matches("^2026-08-21-[0-9a-f]{8}$", Catalog.PriceVersion);
    }

    [Fact]
    public void The_models_of_a_data_file_are_sorted_by_id()
    {
        foreach (IGrouping<string, ModelInfo> provider in Catalog.All.GroupBy(model => model.Provider))
        {
            Assert.Equal(provider.Select(m => m.Id).Order(StringComparer.Ordinal), provider.Select(m => m.Id));
        }
    }

    [Fact]
    public void Every_embedded_data_file_is_in_the_catalog()
    {
        string[] files = [.. typeof(ModelCatalog).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("Catalog/", StringComparison.Ordinal))];
        Assert.Equal(ProvidersWithFixedModels.Length, files.Length);
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
