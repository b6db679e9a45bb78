using System.Text.Json.Serialization;

namespace LlmFunctions.Functions.Http;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelList))]
internal sealed partial class ModelsJson : JsonSerializerContext;
