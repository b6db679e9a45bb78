using System.Text.Json.Nodes;

namespace LlmFunctions.Functions.Tests.Sdk.Support;

/// <summary>What a provider answered in a recorded scenario (the fixtures of Core.Tests), and what is to come of it.</summary>
internal sealed record RecordedAnswer
{
    private static readonly string Fixtures = Repository.File("tests", "Core.Tests", "Fixtures");

    public required int Status { get; init; }

    public required string ContentType { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>Whether the scenario is of a streamed call.</summary>
    public required bool IsStream { get; init; }

    /// <summary>The answer or the chunks that the app is to make of it; the last may be an error.</summary>
    public required IReadOnlyList<JsonNode> Expected { get; init; }

    public bool IsError => Status >= 400 || Expected[^1]["error"] is not null;

    /// <summary>The text, of one alternative as the library reads them.</summary>
    public string Text => string.Concat(Choices.Select(static choice => (string?)(choice["message"] ?? choice["delta"])?["content"]));

    /// <summary>The names of the tools that are called.</summary>
    public IReadOnlyList<string> Tools => [.. Choices
        .SelectMany(static choice => (choice["message"] ?? choice["delta"])?["tool_calls"]?.AsArray() ?? [])
        .Select(static call => (string?)call!["function"]?["name"])
        .OfType<string>()];

    // The library takes the first choice of a chunk, whatever its index.
    private IEnumerable<JsonNode> Choices => Expected.Select(static answer => answer["choices"]?.AsArray().FirstOrDefault()).OfType<JsonNode>();

    public static IEnumerable<(string Dialect, string Scenario)> All =>
        from dialect in (string[])["openai", "anthropic", "gemini", "ollama"]
        from folder in Directory.EnumerateDirectories(Path.Combine(Fixtures, dialect)).Order(StringComparer.Ordinal)
        where ResponseFile(folder) is not null
        select (dialect, Path.GetFileName(folder));

    public static RecordedAnswer Load(string dialect, string scenario)
    {
        string folder = Path.Combine(Fixtures, dialect, scenario);
        string file = ResponseFile(folder) ?? throw new InvalidOperationException($"{folder} has no recorded answer.");
        string settings = Path.Combine(folder, "fixture.json");
        string events = Path.Combine(folder, "response.sse");
        return new RecordedAnswer
        {
            Status = File.Exists(settings) ? (int?)JsonNode.Parse(File.ReadAllBytes(settings))!["status"] ?? 200 : 200,
            ContentType = Path.GetExtension(file) switch
            {
                ".sse" => "text/event-stream",
                ".ndjson" => "application/x-ndjson",
                ".json" => "application/json",
                _ => "text/plain",
            },
            Body = File.ReadAllBytes(file),
            IsStream = File.Exists(events),
            Expected = File.Exists(events) ? [.. Events(events)] : [JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "response.json")))!],
        };
    }

    private static IEnumerable<JsonNode> Events(string file) =>
        from line in File.ReadLines(file)
        where line.StartsWith("data: {", StringComparison.Ordinal)
        select JsonNode.Parse(line["data: ".Length..])!;

    private static string? ResponseFile(string folder) => Directory.EnumerateFiles(folder, "upstream-response.*").SingleOrDefault();
}
