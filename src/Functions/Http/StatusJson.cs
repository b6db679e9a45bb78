using System.Text.Json.Serialization;

namespace LlmFunctions.Functions.Http;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class StatusJson : JsonSerializerContext;
