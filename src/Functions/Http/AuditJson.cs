using System.Text.Json.Serialization;

namespace LlmFunctions.Functions.Http;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntryList))]
[JsonSerializable(typeof(AuditEntryView))]
internal sealed partial class AuditJson : JsonSerializerContext;
