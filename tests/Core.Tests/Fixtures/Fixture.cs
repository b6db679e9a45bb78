using System.Text.Json.Nodes;
using LlmFunctions.Testing;

namespace LlmFunctions.Tests.Fixtures;

/// <summary>One recorded scenario of a provider dialect: a folder below <c>Fixtures/&lt;dialect&gt;</c>; docs/testing.md says what its files mean.</summary>
public sealed class Fixture(string path)
{
    private static readonly string[] ResponseExtensions = [".json", ".sse", ".ndjson", ".txt", ".events"];
    private readonly JsonNode? _settings = ReadJson(path, "fixture.json");

    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public string Name => Path.GetFileName(path);

    public string Model => (string?)_settings?["model"] ?? "test-model";

    public string? ExpectedPath => (string?)_settings?["path"];

    public int Status => (int?)_settings?["status"] ?? 200;

    /// <summary>What the header says that names an error's kind.</summary>
    public string? ErrorKind => (string?)_settings?["error"];

    /// <summary>Whether the client is to get something else than the provider's bytes, though it speaks the provider's dialect.</summary>
    public bool Altered => (bool?)_settings?["altered"] ?? false;

    public string[]? Dropped => (_settings?["dropped"] as JsonArray)?.Select(static name => (string)name!).ToArray();

    public string? Request => Read("request.json");

    public JsonNode? UpstreamRequest => ReadJson(path, "upstream-request.json");

    public byte[]? UpstreamResponse => ResponseExtensions
        .Select(extension => Path.Combine(path, "upstream-response" + extension))
        .Where(File.Exists)
        .Select(ReadUpstreamResponse)
        .FirstOrDefault();

    /// <summary>The expected whole answer or error.</summary>
    public JsonNode? Response => ReadJson(path, "response.json");

    /// <summary>The expected events of a stream, the payload of each.</summary>
    public string[]? Events => Read("response.sse")?
        .Split('\n')
        .Where(static line => line.StartsWith("data: ", StringComparison.Ordinal))
        .Select(static line => line["data: ".Length..].TrimEnd('\r'))
        .ToArray();

    /// <summary>The bytes of a recording; binary streams are recorded as text.</summary>
    public static byte[] ReadUpstreamResponse(string file) =>
        Path.GetExtension(file) == ".events" ? EventStreamText.Encode(File.ReadAllText(file)) : File.ReadAllBytes(file);

    public static Fixture Load(string dialect, string scenario) => new(Path.Combine(Root, dialect, scenario));

    private static JsonNode? ReadJson(string folder, string file)
    {
        string full = Path.Combine(folder, file);
        return File.Exists(full) ? JsonNode.Parse(File.ReadAllBytes(full)) : null;
    }

    private string? Read(string file)
    {
        string full = Path.Combine(path, file);
        return File.Exists(full) ? File.ReadAllText(full) : null;
    }
}
