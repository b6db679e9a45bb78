using System.Text.Json.Serialization;

namespace LlmFunctions.Management;

/// <summary>The documents that are not settings. Their fields are compared as those of settings are, and an unknown one is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ModelDocument))]
[JsonSerializable(typeof(PriceDocument))]
internal sealed partial class ManagementJson : JsonSerializerContext;
