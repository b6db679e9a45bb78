using System.Text.Json.Serialization;

namespace LlmFunctions.Functions.Http;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsageAnswer))]
internal sealed partial class UsageJson : JsonSerializerContext;
