using System.Text.Json;
using System.Text.Json.Serialization;
using LlmFunctions.Alerts;

namespace LlmFunctions.Functions.Http;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(AlertKindConverter)])]
[JsonSerializable(typeof(AlertList))]
[JsonSerializable(typeof(SilenceRequest))]
[JsonSerializable(typeof(SilenceEntry))]
[JsonSerializable(typeof(SilenceList))]
internal sealed partial class AlertsJson : JsonSerializerContext
{
    /// <summary>For what clients send: a field that does not exist or is repeated is an error.</summary>
    public static AlertsJson Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });
}
