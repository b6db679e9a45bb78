using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Tests.Fixtures;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Embeddings;

/// <summary>Recorded scenarios of each dialect that has embeddings; the canonical answer is written as OpenAI's clients get it.</summary>
public sealed class EmbeddingsFixtureTests
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Embeddings", "Fixtures");

    public static TheoryData<string, string> Scenarios() =>
        [.. from dialect in ProviderDialects.All
            where dialect.Embeddings is not null
            from scenario in Directory.EnumerateDirectories(Path.Combine(Root, dialect.Name)).Order(StringComparer.Ordinal)
            where Directory.EnumerateFiles(scenario).Any()
            select (dialect.Name, Path.GetFileName(scenario))];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_request_is_translated_as_recorded(string dialect, string scenario)
    {
        (IEmbeddingsTranslator translator, Fixture fixture) = Find(dialect, scenario);
        EmbeddingsRequest request = RequestOf(fixture);
        UpstreamTarget target = new() { Model = fixture.Model };
        if (fixture.UpstreamRequest is null && fixture.UpstreamResponse is null)
        {
            GatewayException refusal = Assert.Throws<GatewayException>(() => translator.ToUpstream(request, target));
            FixtureTests.AssertJson(fixture.Response, FixtureTests.Describe(refusal.Error));
            return;
        }

        UpstreamRequest upstream = translator.ToUpstream(request, target);
        if (fixture.UpstreamRequest is { } expected)
        {
            FixtureTests.AssertJson(expected, JsonNode.Parse(upstream.Body.Span));
        }

        Assert.Equal(fixture.ExpectedPath ?? upstream.Path, upstream.Path);
        Assert.Equal((fixture.Dropped ?? []).Order(StringComparer.Ordinal), upstream.Dropped.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_answer_is_translated_as_recorded(string dialect, string scenario)
    {
        (IEmbeddingsTranslator translator, Fixture fixture) = Find(dialect, scenario);
        if (fixture.UpstreamResponse is not { } body)
        {
            Assert.True(fixture.UpstreamRequest is not null || fixture.Response is not null, "a fixture without an answer is of a request");
            return;
        }

        JsonNode? actual = fixture.Status >= 400
            ? FixtureTests.Describe(ProviderDialects.All.Single(candidate => candidate.Name == dialect).ErrorFromUpstream(fixture.Status, body))
            : Read(translator, body, fixture);
        FixtureTests.AssertJson(fixture.Response, actual);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Whatever_a_provider_answers_becomes_an_answer_or_a_proper_error(string dialect)
    {
        List<Func<byte[]>> mutations = [.. Directory.EnumerateFiles(Path.Combine(Root, dialect), "upstream-response.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)
            .SelectMany(JsonMutations.Of)];
        Assert.True(mutations.Count > 500, $"only {mutations.Count} mutations");
        IEmbeddingsTranslator translator = TranslatorOf(dialect);
        Assert.All(mutations, mutation =>
        {
            byte[] body = mutation();
            Exception? exception = Record.Exception(() => Write(SafeTranslation.ReadEmbeddings(translator, body, new EmbeddingsRequest()), new EmbeddingsRequest()));
            Assert.True(exception is null or GatewayException, $"{Encoding.UTF8.GetString(body)}\n{exception}");
        });
    }

    public static TheoryData<string> Dialects() => [.. ProviderDialects.All.Where(static dialect => dialect.Embeddings is not null).Select(static dialect => dialect.Name)];

    [Fact]
    public void Every_dialect_with_embeddings_has_recorded_scenarios_and_none_has_without() => Assert.Equal(
        Directory.EnumerateDirectories(Root).Select(Path.GetFileName).Order(StringComparer.Ordinal),
        ProviderDialects.All.Where(static dialect => dialect.Embeddings is not null).Select(static dialect => dialect.Name).Order(StringComparer.Ordinal));

    private static (IEmbeddingsTranslator Translator, Fixture Fixture) Find(string dialect, string scenario) =>
        (TranslatorOf(dialect), new Fixture(Path.Combine(Root, dialect, scenario)));

    private static IEmbeddingsTranslator TranslatorOf(string dialect) => ProviderDialects.All.Single(candidate => candidate.Name == dialect).Embeddings!;

    private static EmbeddingsRequest RequestOf(Fixture fixture) => JsonSerializer.Deserialize(fixture.Request!, EmbeddingsJson.Strict.EmbeddingsRequest)!;

    private static JsonNode? Read(IEmbeddingsTranslator translator, byte[] body, Fixture fixture)
    {
        EmbeddingsRequest request = RequestOf(fixture);
        try
        {
            EmbeddingsResponse response = translator.FromUpstream(body, request);
            Assert.Equal(fixture.Altered, response.Altered);
            return Write(response, request);
        }
        catch (GatewayException exception)
        {
            return FixtureTests.Describe(exception.Error);
        }
    }

    private static JsonNode? Write(EmbeddingsResponse response, EmbeddingsRequest request)
    {
        ArrayBufferWriter<byte> output = new();
        OpenAIEmbeddingsForm.Instance.WriteResponse(response, request, output);
        return JsonNode.Parse(output.WrittenSpan);
    }
}
