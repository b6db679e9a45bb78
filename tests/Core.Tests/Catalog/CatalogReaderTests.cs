using System.Text;
using LlmFunctions.Catalog;
using Xunit;

namespace LlmFunctions.Core.Tests.Catalog;

public sealed class CatalogReaderTests
{
    [Theory]
    [InlineData("0.7499999999999999")]
    [InlineData("0.003625")]
    [InlineData("0.1234567890123456789012345678")]
    public void A_price_is_read_as_the_decimal_that_is_written_in_quotes_or_not(string amount)
    {
        decimal expected = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
        string models = $$"""
            [
              {"id": "a", "prices": [{"input": "{{amount}}", "output": {{amount}}}]}
            ]
            """;
        ModelPrice price = Load(models).Find("acme", "a")!.Prices[0];
        Assert.Equal(expected, price.Input);
        Assert.Equal(expected, price.Output);
    }

    [Fact]
    public void Every_field_of_a_model_is_read()
    {
        ModelInfo model = Load("""
            [
              {
                "id": "a", "aliases": ["b"], "context_window": 1000, "max_output": 100,
                "capabilities": ["chat", "vision", "tools", "json_schema", "reasoning"],
                "prices": [
                  {"up_to_prompt_tokens": 500, "input": 1, "output": 2, "cached_input": 0.1, "cache_write": 1.25, "cache_write_1h": 2.5, "reasoning": 3},
                  {"input": 10, "output": 20}
                ]
              }
            ]
            """).Find("acme", "a")!;
        Assert.Equal(["b"], model.Aliases);
        Assert.Equal(1000, model.ContextWindow);
        Assert.Equal(100, model.MaxOutput);
        Assert.Equal(
            ModelCapabilities.Chat | ModelCapabilities.Vision | ModelCapabilities.Tools | ModelCapabilities.JsonSchema | ModelCapabilities.Reasoning,
            model.Capabilities);
        Assert.Equal(
            [
                new ModelPrice { UpToPromptTokens = 500, Input = 1, Output = 2, CachedInput = 0.1m, CacheWrite = 1.25m, CacheWriteOneHour = 2.5m, Reasoning = 3 },
                new ModelPrice { Input = 10, Output = 20 },
            ],
            model.Prices);
        Assert.Equal(new DateOnly(2026, 1, 2), model.PriceAsOf);
        Assert.Equal("a list", model.PriceSource);
    }

    [Fact]
    public void What_is_absent_is_unknown_and_not_zero()
    {
        ModelInfo model = Load("""[{"id": "a"}]""").Find("acme", "a")!;
        Assert.Null(model.ContextWindow);
        Assert.Null(model.MaxOutput);
        Assert.Null(model.Capabilities);
        Assert.Empty(model.Prices);
        Assert.Null(model.PriceAsOf);
    }

    [Theory]
    [InlineData("""[{"id": "x"}, {"id": "x"}]""")]
    [InlineData("""[{"id": "x", "aliases": ["x"]}]""")]
    [InlineData("""[{"id": "y"}, {"id": "x", "aliases": ["y"]}]""")]
    [InlineData("""[{"id": "x", "aliases": [" "]}]""")]
    [InlineData("""[{"id": "x", "context_window": 0}]""")]
    [InlineData("""[{"id": "x", "context_window": 10, "max_output": 11}]""")]
    [InlineData("""[{"id": "x", "capabilities": ["telepathy"]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": "-0.1", "output": 0}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": 0, "output": -1}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": 0, "output": 0, "cached_input": -1}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": 0, "output": 0, "cache_write": -1}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": 0, "output": 0, "cache_write_1h": -1}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": 0, "output": 0, "reasoning": -1}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": 1, "output": 1}, {"input": 2, "output": 2}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": 1, "output": 1}, {"up_to_prompt_tokens": 5, "input": 2, "output": 2}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"up_to_prompt_tokens": 5, "input": 1, "output": 1}, {"up_to_prompt_tokens": 5, "input": 2, "output": 2}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"up_to_prompt_tokens": 0, "input": 1, "output": 1}]}]""")]
    public void A_model_that_cannot_be_right_is_refused_by_file_and_model(string models)
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Load(models));
        Assert.Contains("acme.json", e.Message, StringComparison.Ordinal);
        Assert.Contains("'x'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"id": "x", "prices": [{"input": 1, "outptu": 1}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": 1, "output": 1, "cachedInput": 1}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": 1, "output": 1, "output": 2}]}]""")]
    [InlineData("""[{"id": "x", "prices": [{"input": "a lot", "output": 1}]}]""")]
    [InlineData("""[{"id": null}]""")]
    [InlineData("""[{"context_window": 1}]""")]
    [InlineData("""{""")]
    public void A_file_that_is_not_as_documented_is_refused_by_name(string models)
    {
        Assert.Contains("acme.json", Assert.Throws<InvalidDataException>(() => Load(models)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme.json", """{"provider": "other", "currency": "USD", "unit": "per million tokens", "models": []}""")]
    [InlineData("acme.json", """{"provider": "acme", "currency": "EUR", "unit": "per million tokens", "models": []}""")]
    [InlineData("acme.json", """{"provider": "acme", "currency": "USD", "unit": "per token", "models": []}""")]
    [InlineData("acme.json", """{"provider": "acme", "currency": "USD", "unit": "per million tokens", "models": [{"id": "x", "prices": [{"input": 1, "output": 1}]}]}""")]
    [InlineData("acme.json", "null")]
    public void A_file_whose_prices_cannot_be_understood_is_refused(string name, string json)
    {
        Assert.Contains(name, Assert.Throws<InvalidDataException>(() => Load(name, json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_price_version_changes_with_the_data()
    {
        string version = Load("""[{"id": "a", "prices": [{"input": 1, "output": 1}]}]""").PriceVersion;
        Assert.StartsWith("2026-01-02-", version, StringComparison.Ordinal);
        Assert.Equal(version, Load("""[{"id": "a", "prices": [{"input": 1, "output": 1}]}]""").PriceVersion);
        Assert.NotEqual(version, Load("""[{"id": "a", "prices": [{"input": 1, "output": 2}]}]""").PriceVersion);
    }

    private static ModelCatalog Load(string models) => Load("acme.json", $$"""
        {"provider": "acme", "as_of": "2026-01-02", "source": "a list", "currency": "USD", "unit": "per million tokens", "models": {{models}}}
        """);

    private static ModelCatalog Load(string name, string json) =>
        ModelCatalog.Load(new Dictionary<string, byte[]> { [name] = Encoding.UTF8.GetBytes(json) });
}
