using System.Buffers;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmFunctions.Functions.Description.Surfaces;

namespace LlmFunctions.Functions.Description;

/// <summary>
/// What the app offers, described for clients: an OpenAPI document. It is made when it is asked for, from the surfaces that are
/// listed here; a test compares them with the functions that there are.
/// </summary>
internal static class ApiDescription
{
    private const string Folder = "Description/";

    private static readonly Lazy<ReadOnlyMemory<byte>> Written = new(Write);

    /// <summary>All endpoints, in the order of the document.</summary>
    public static IReadOnlyList<Surface> Surfaces { get; } =
    [
        ChatSurface.Surface,
        ResponsesSurface.Surface,
        ParallelSurface.Surface,
        MessagesSurface.Surface,
        GeminiSurface.Surface,
        OllamaSurface.Surface,
        JobsSurface.Surface,
        BatchesSurface.Surface,
        ModelsSurface.Surface,
        StatusSurface.Surface,
        UsageSurface.Surface,
        AlertsSurface.Surface,
        ExperimentsSurface.Surface,
        ManageSurface.Surface,
        ConfigurationSurface.Surface,
        ReferenceSurface.Surface,
    ];

    /// <summary>The document, as UTF-8.</summary>
    public static ReadOnlyMemory<byte> Document => Written.Value;

    private static ReadOnlyMemory<byte> Write()
    {
        JsonObject frame = Read("components");
        frame["info"]!["version"] = typeof(ApiDescription).Assembly.GetName().Version!.ToString(3);
        JsonObject document = DocumentWriter.Write(
            Take(frame, "info"),
            Take(frame, "components"),
            [.. Surfaces.Select(static surface => (surface, surface.Schemas is { } file ? Read(file) : []))]);
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return output.WrittenMemory;
    }

    private static JsonObject Take(JsonObject frame, string name)
    {
        JsonObject part = frame[name]!.AsObject();
        frame.Remove(name);
        return part;
    }

    private static JsonObject Read(string file)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Folder}{file}.json")
            ?? throw new InvalidOperationException($"There is no file {file}.json in the folder of the description.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
