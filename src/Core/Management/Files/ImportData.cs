using System.Text.Json.Serialization;

namespace LlmFunctions.Management.Files;

/// <summary>What other programs call providers.</summary>
internal sealed record ImportData
{
    /// <summary>Providers by LiteLLM's names, where these differ.</summary>
    public required IReadOnlyDictionary<string, string> LitellmProviders { get; init; }

    /// <summary>The dialect of providers in an <c>llm_providers.yaml</c> that are not known by name.</summary>
    public required string OwnDialect { get; init; }
}

/// <summary>Reads <see cref="ImportData"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ImportData))]
internal sealed partial class ImportJson : JsonSerializerContext;
