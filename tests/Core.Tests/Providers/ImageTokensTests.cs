using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Providers;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.Tests.Providers;

public sealed class ImageTokensTests
{
    [Theory]
    [InlineData("gpt-4o-mini", 48_169)]
    [InlineData("gpt-4o-mini-2024-07-18", 48_169)]
    [InlineData("openai/gpt-4o-mini", 48_169)]
    [InlineData("OpenAI/GPT-4o-mini", 48_169)]
    [InlineData("ft:gpt-4o-mini-2024-07-18:acme::1", 48_169)]
    [InlineData("gpt-4o", 5_000)]
    [InlineData("gpt-4.1-nano", 5_000)]
    [InlineData("o4-mini", 5_000)]
    [InlineData("gpt-5.2", 5_000)]
    [InlineData("gpt-5.4", 12_000)]
    [InlineData("openai/gpt-5.5-2026-04-24", 12_000)]
    [InlineData("gpt-5.6-sol", 36_000)]
    [InlineData("us.anthropic.claude-opus-4-8", 5_000)]
    [InlineData("gemini-3.1-pro-preview", 5_000)]
    [InlineData("Qwen/Qwen3-VL-235B-A22B-Instruct", 16_386)]
    [InlineData("glm-4.6v-flash", 12_290)]
    [InlineData("rocket-2", 5_000)]
    public void An_image_is_counted_as_no_more_than_is_known_of_its_model(string model, int most) => Assert.Equal(most, ImageTokens.MostOf(model));

    [Theory]
    [InlineData("rocket-2", 0, null, 0)]
    [InlineData("rocket-2", 3, null, 15_000)]
    [InlineData("rocket-2", 3, 8_192L, 8_192)]
    [InlineData("rocket-2", 1, 8_192L, 5_000)]
    [InlineData("gpt-4o-mini", 4, 128_000L, 192_676)]
    public void Images_take_no_more_than_the_context_unless_they_are_counted_as_more_than_they_take_of_it(string model, long images, long? window, long most) =>
        Assert.Equal(most, ImageTokens.MostOf(model, images, window));

    [Fact]
    public void The_bound_of_a_prompt_is_never_below_its_estimate()
    {
        Gen<ContentPart> part = Gen.OneOf(
            Gen.Constant(ContentPart.OfImage("https://example.org/a.png")),
            from text in ArbMap.Default.GeneratorFor<NonNull<string>>() select ContentPart.OfText(text.Get));
        Gen<ChatRequest> request =
            from parts in part.ListOf()
            select new ChatRequest { Model = "m", Messages = [new ChatMessage { Role = "user", Content = MessageContent.FromParts(parts) }] };
        Gen<string> model = Gen.Elements([.. ModelCatalog.BuiltIn.All.Select(static info => info.Id)]);

        Prop.ForAll(request.ToArbitrary(), model.ToArbitrary(), static (request, model) =>
        {
            long images = request.Messages[0].Content!.AsParts().Count(static part => part.Type == ContentPart.ImageType);
            return TokenEstimator.MostOfPromptBytes(request) + ImageTokens.MostOf(model, images, null) >= TokenEstimator.CountPrompt(request);
        }).QuickCheckThrowOnFailure();
    }
}
