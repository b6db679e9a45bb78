using System.Text.Json.Serialization;

namespace LlmFunctions.Functions.Http;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ProbeResultConverter), typeof(AccountStatusConverter)])]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(HealthPointList))]
[JsonSerializable(typeof(ReadinessReport))]
internal sealed partial class StatusJson : JsonSerializerContext;
