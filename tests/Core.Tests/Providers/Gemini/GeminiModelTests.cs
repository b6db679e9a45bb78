using LlmFunctions.Providers.Gemini;
using Xunit;

namespace LlmFunctions.Tests.Providers.Gemini;

public sealed class GeminiModelTests
{
    [Theory]
    [InlineData("gemini-2.5-flash", "2.5", false)]
    [InlineData("gemini-2.5-pro-preview-06-05", "2.5", true)]
    [InlineData("models/gemini-3-pro-preview", "3", true)]
    [InlineData("Gemini-3.1-Flash-Lite", "3.1", false)]
    [InlineData("gemma-3n-e4b-it", "3", false)]
    [InlineData("gemini-flash-latest", null, false)]
    [InlineData("tunedModels/my-own", null, false)]
    public void The_generation_is_read_from_the_name(string id, string? generation, bool isPro)
    {
        GeminiModel model = GeminiModel.Parse(id);

        Assert.Equal(generation is null ? null : decimal.Parse(generation, System.Globalization.CultureInfo.InvariantCulture), model.Generation);
        Assert.Equal(isPro, model.IsPro);
    }

    [Theory]
    [InlineData("gemini-1.5-pro", false, false)]
    [InlineData("gemini-2.0-flash", false, false)]
    [InlineData("gemini-2.5-flash-lite", true, false)]
    [InlineData("gemini-3-flash-preview", false, true)]
    [InlineData("gemini-flash-latest", false, true)]
    [InlineData("gemma-3-27b-it", false, false)]
    [InlineData("gemma-4-31b-it", false, true)]
    public void Thinking_is_set_by_budget_or_by_level_or_not_at_all(string id, bool byBudget, bool byLevel)
    {
        GeminiModel model = GeminiModel.Parse(id);

        Assert.Equal((byBudget, byLevel), (model.ThinksByBudget, model.ThinksByLevel));
    }
}
