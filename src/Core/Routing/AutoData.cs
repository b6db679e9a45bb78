using System.Text.Json.Serialization;

namespace LlmFunctions.Routing;

/// <summary>The models that <c>auto</c> chooses from where the settings say nothing: <c>Routing/Data/auto.json</c>.</summary>
internal sealed record AutoData
{
    public required IReadOnlyDictionary<string, AutoTask> Tasks { get; init; }

    public required IReadOnlyList<string> Simple { get; init; }

    public required IReadOnlyList<string> Medium { get; init; }

    public required IReadOnlyList<string> Complex { get; init; }

    /// <summary>Reads what is built into this assembly.</summary>
    public static AutoData Load()
    {
        using Stream resource = typeof(AutoData).Assembly.GetManifestResourceStream("Routing/auto.json")!;
        return System.Text.Json.JsonSerializer.Deserialize(resource, AutoJson.Default.AutoData)!;
    }
}

/// <summary>The models for a task.</summary>
internal sealed record AutoTask
{
    public required IReadOnlyList<string> Primary { get; init; }

    public required IReadOnlyList<string> Fallback { get; init; }
}

/// <summary>The serializer contract of the data.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AutoData))]
internal sealed partial class AutoJson : JsonSerializerContext;
