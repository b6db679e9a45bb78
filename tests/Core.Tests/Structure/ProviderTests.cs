using System.Text.RegularExpressions;
using LlmFunctions.Providers;
using LlmFunctions.Tests.Fixtures;
using Xunit;

namespace LlmFunctions.Tests.Structure;

/// <summary>What every provider has, and where a provider may be spoken of.</summary>
public sealed class ProviderTests
{
    private static readonly string[] Scenarios = ["text", "tools", "stream-text", "stream-tools", "stream-cut", "error-*"];

    // The request field that steers the built-in provider is a part of the public API.
    private static readonly (string File, string Name)[] Exceptions =
    [
        ("src/Core/Chat/ChatRequest.cs", "sandbox"),
        ("src/Core/Dialects/GatewayExtensions.cs", "sandbox"),
        // Whose API this is: its errors are those of their other one.
        ("src/Core/Dialects/Responses/ResponsesClientDialect.cs", "openai"),
        // Which of the dialects a stored job speaks.
        ("src/Core/Jobs/JobDialects.cs", "openai"),
        ("src/Core/Jobs/JobDialects.cs", "anthropic"),
        // Which of the dialects the lines of a batch speak.
        ("src/Core/Batches/BatchCalls.cs", "openai"),
        ("src/Core/Batches/BatchCalls.cs", "anthropic"),
        ("src/Core/Chat/IModelRequest.cs", "sandbox"),
        ("src/Core/Dialects/Gemini/GeminiExtensions.cs", "sandbox"),
        ("src/Core/Dialects/Ollama/OllamaExtensions.cs", "sandbox"),
        ("src/Core/Embeddings/EmbeddingsRequest.cs", "sandbox"),
    ];

    public static TheoryData<string, string> Expected() =>
        [.. from dialect in ProviderDialects.All from scenario in Scenarios select (dialect.Name, scenario)];

    [Theory]
    [MemberData(nameof(Expected))]
    public void Every_dialect_is_recorded_in_the_scenarios_that_all_must_have(string dialect, string scenario) =>
        Assert.Contains(Directory.EnumerateDirectories(Path.Combine(Fixture.Root, dialect), scenario), static folder => Directory.EnumerateFiles(folder).Any());

    [Fact]
    public void Every_dialect_is_run_against_fixtures() => Assert.Equal(
        typeof(IProviderDialect).Assembly.GetTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IProviderDialect)))
            .Select(static type => type.Name)
            .Order(StringComparer.Ordinal),
        ProviderDialects.All.Select(static dialect => dialect.GetType().Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_fixture_folder_belongs_to_a_dialect() => Assert.Empty(
        Directory.EnumerateDirectories(Fixture.Root).Select(Path.GetFileName).Except(ProviderDialects.All.Select(static dialect => dialect.Name)));

    [Fact]
    public void Every_provider_has_one_of_the_public_names()
    {
        Assert.Subset(ProviderNames.All.ToHashSet(), ProviderDefinitions.All.Select(static definition => definition.Name).ToHashSet());
        Assert.Equal(ProviderDefinitions.All.Count, ProviderDefinitions.All.DistinctBy(static definition => definition.Name).Count());
    }

    [Fact]
    public void No_provider_is_named_outside_of_its_own_folder()
    {
        IEnumerable<string> wrong =
            from file in Repository.SourcesBelow("src/Core/")
            where !file.Path.StartsWith("src/Core/Providers/", StringComparison.Ordinal)
            from name in ProviderNames.All.Concat(ProviderNames.Families)
            where Names(file.Code, name) && !MayName(file.Path, name)
            select $"{file.Path} names {name}";
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("""if (provider.Name == "openai")""", "openai", true)]
    [InlineData("using LlmFunctions.Providers.OpenAI;", "openai", true)]
    [InlineData("AzureOpenAIDefinition.Value", "azure-openai", true)]
    [InlineData("""case "together":""", "together", true)]
    [InlineData("""throw Invalid("n", "and 'best_of' do not go together");""", "together", false)]
    [InlineData("Id GenerateId()", "generate", false)]
    public void A_name_is_found_in_code(string code, string name, bool isNamed) => Assert.Equal(isNamed, Names(code, name));

    private static bool Names(string code, string name) => ProviderNames.EnglishWords.Contains(name)
        ? code.Contains($"\"{name}\"", StringComparison.Ordinal)
        : Regex.IsMatch(code, name.Replace("-", "[-_]?", StringComparison.Ordinal), RegexOptions.IgnoreCase);

    /// <summary>A dialect that apps speak has the name of who made it, and lives in a folder of this name.</summary>
    private static bool MayName(string path, string name) =>
        path.StartsWith($"src/Core/Dialects/{name}/", StringComparison.OrdinalIgnoreCase) || Exceptions.Contains((path, name));
}
