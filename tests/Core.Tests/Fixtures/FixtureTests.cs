using System.Text.Json;
using System.Text.Json.Nodes;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Fixtures;

public sealed class FixtureTests
{
    public static TheoryData<string, string> Scenarios() =>
        [.. from dialect in ProviderDialects.All
            let folder = Path.Combine(Fixture.Root, dialect.Name)
            where Directory.Exists(folder)
            from scenario in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
            // A build leaves the empty folder of a fixture that was renamed or deleted.
            where Directory.EnumerateFiles(scenario).Any()
            select (dialect.Name, Path.GetFileName(scenario))];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_request_is_translated_as_recorded(string dialectName, string scenario)
    {
        (IProviderDialect dialect, Fixture fixture) = Find(dialectName, scenario);
        if (fixture.Request is null)
        {
            Assert.True(fixture.UpstreamResponse is not null, "a fixture needs a request or an upstream response");
            return;
        }

        ChatRequest request = JsonSerializer.Deserialize(fixture.Request, ChatJson.Strict.ChatRequest)!;
        UpstreamTarget target = new() { Model = fixture.Model };
        if (fixture.UpstreamRequest is null && fixture.UpstreamResponse is null)
        {
            GatewayException refusal = Assert.Throws<GatewayException>(() => dialect.ToUpstream(request, target));
            AssertJson(fixture.Response, Describe(refusal.Error));
            return;
        }

        UpstreamRequest upstream = dialect.ToUpstream(request, target);
        if (fixture.UpstreamRequest is not null)
        {
            AssertJson(fixture.UpstreamRequest, JsonNode.Parse(upstream.Body.Span));
        }

        if (fixture.ExpectedPath is { } path)
        {
            Assert.Equal(path, upstream.Path);
        }

        Assert.Equal((fixture.Dropped ?? []).Order(StringComparer.Ordinal), upstream.Dropped.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_answer_is_translated_as_recorded(string dialectName, string scenario)
    {
        (IProviderDialect dialect, Fixture fixture) = Find(dialectName, scenario);
        if (fixture.UpstreamResponse is not { } body || fixture.Events is not null)
        {
            Assert.True(fixture.Request is not null || fixture.Events is not null, "a fixture needs a request or an upstream response");
            return;
        }

        Assert.NotNull(fixture.Response);
        AssertJson(fixture.Response, fixture.Status >= 400 ? Describe(Error(dialect, fixture, body)) : Whole(dialect, body));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_stream_is_translated_as_recorded_however_the_bytes_are_split(string dialectName, string scenario)
    {
        (IProviderDialect dialect, Fixture fixture) = Find(dialectName, scenario);
        if (fixture.Events is not { } expected)
        {
            Assert.True(fixture.Response is not null || fixture.Request is not null, "a fixture needs an expected answer");
            return;
        }

        byte[] body = fixture.UpstreamResponse ?? throw new InvalidOperationException($"{dialectName}/{scenario} has no upstream-response");
        foreach (int size in (int[])[1, 2, 7, 64, body.Length + 1])
        {
            List<string> actual = await StreamAsync(dialect, new ChoppedStream(body, size));
            Assert.Equal(expected.Length, actual.Count);
            foreach ((string want, string got) in expected.Zip(actual))
            {
                AssertJson(want == "[DONE]" ? want : JsonNode.Parse(want), got == "[DONE]" ? got : JsonNode.Parse(got));
            }
        }
    }

    private static (IProviderDialect Dialect, Fixture Fixture) Find(string dialect, string scenario) =>
        (ProviderDialects.All.Single(candidate => candidate.Name == dialect), Fixture.Load(dialect, scenario));

    private static GatewayError Error(IProviderDialect dialect, Fixture fixture, byte[] body) => fixture.ErrorKind is { } kind
        ? dialect.ErrorFromUpstream(fixture.Status, kind, body)
        : dialect.ErrorFromUpstream(fixture.Status, body);

    private static JsonNode? Whole(IProviderDialect dialect, byte[] body)
    {
        try
        {
            return JsonSerializer.SerializeToNode(dialect.FromUpstream(body), ChatJson.Strict.ChatResponse);
        }
        catch (GatewayException exception)
        {
            return Describe(exception.Error);
        }
    }

    private static async Task<List<string>> StreamAsync(IProviderDialect dialect, Stream body)
    {
        List<string> events = [];
        try
        {
            FrameReader frames = FrameReader.Create(dialect.Framing, body);
            IAsyncEnumerable<StreamItem> items = AnswerStream.ReadAsync(frames, dialect.CreateStreamTranslator(), TestContext.Current.CancellationToken);
            await foreach (StreamItem item in items)
            {
                events.AddRange(item.Chunks.Select(static chunk => JsonSerializer.Serialize(chunk, ChatJson.Strict.ChatChunk)));
            }

            events.Add("[DONE]");
        }
        catch (GatewayException exception)
        {
            events.Add(Describe(exception.Error).ToJsonString());
        }

        return events;
    }

    internal static JsonObject Describe(GatewayError error)
    {
        JsonObject details = new() { ["kind"] = error.Kind.ToString(), ["message"] = error.Message };
        if (error.Param is not null)
        {
            details["param"] = error.Param;
        }

        if (error.Code is not null)
        {
            details["code"] = error.Code;
        }

        if (error.RetryAfter is { } delay)
        {
            details["retry_after"] = delay.TotalSeconds;
        }

        return new JsonObject { ["error"] = details };
    }

    internal static void AssertJson(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"expected\n{Text(expected)}\nbut got\n{Text(actual)}");

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "nothing";
}
