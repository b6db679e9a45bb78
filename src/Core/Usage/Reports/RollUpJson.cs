using System.Text.Json.Serialization;

namespace LlmFunctions.Usage.Reports;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(List<RollUpGroup>))]
internal sealed partial class RollUpJson : JsonSerializerContext;
