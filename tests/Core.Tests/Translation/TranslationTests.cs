using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Providers;
using LlmFunctions.Tests.Fixtures;
using LlmFunctions.Tests.Structure;
using Xunit;

namespace LlmFunctions.Tests.Translation;

/// <summary>The page on translation says what the translators do, and no feature of any request is lost in silence.</summary>
public sealed class TranslationTests
{
    private const string WriteVariable = "LLMFN_WRITE_DOCS";

    public static TheoryData<string> Surfaces => [.. Surface.All.Select(static surface => surface.Name)];

    [Fact]
    public async Task The_page_says_what_the_translators_do()
    {
        string path = Path.Combine(Repository.Root, TranslationPage.Path);
        string page = TranslationPage.Write();
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 })
        {
            await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
        }

        Assert.True(
            File.Exists(path) && await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) == page,
            $"{TranslationPage.Path} is not what the translators do. Run this test with the environment variable {WriteVariable}=1 to write it anew, and look at what changed.");
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void Every_client_dialect_says_of_every_feature_how_it_is_asked_for(string name)
    {
        Surface surface = Find(name);
        Assert.True(surface.Exists, $"{surface.File} is missing: for each feature the request that asks for it in this dialect, null where it has none, a text where that is not said in the body.");
        Assert.Equal(Features.All.Select(static feature => feature.Name), surface.Samples);
        Assert.All(Features.All, feature => Assert.NotEmpty(surface.Of(feature)));
    }

    /// <summary>The common shape is OpenAI's, so its samples are the ones by which providers are compared.</summary>
    [Fact]
    public void Every_feature_can_be_asked_for_in_the_common_shape() => Assert.All(Features.All, static feature =>
    {
        ChatRequest request = Find("openai").Read(feature)!.Chat;
        Assert.True(feature.IsIn(request));
        Assert.False(feature.IsIn(feature.Without(request)));
    });

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void Nothing_that_an_app_asks_for_is_lost_in_silence(string name)
    {
        Surface surface = Find(name);
        foreach (Feature feature in Features.All.Where(feature => surface.Of(feature) == Surface.Yes))
        {
            if (surface.Read(feature) is not { } request)
            {
                continue;
            }

            foreach (IProviderDialect dialect in ProviderDialects.All.Where(dialect => dialect.Name != name))
            {
                bool hasNothingToSay = Outcome.Of(dialect, Find("openai").Read(feature)!.Chat, feature) == Outcome.Nothing;
                Assert.True(
                    hasNothingToSay || IsAccountedFor(dialect, request, feature),
                    $"'{feature.Name}' of the surface {name} is lost on the way to {dialect.Name}.");
            }
        }
    }

    private static bool IsAccountedFor(IProviderDialect dialect, ClientRequest request, Feature feature) =>
        Outcome.Of(dialect, request.Chat, feature) != Outcome.Nothing || request.NativeFields.Count > 0;

    private static Surface Find(string name) => Surface.All.Single(surface => surface.Name == name);
}
