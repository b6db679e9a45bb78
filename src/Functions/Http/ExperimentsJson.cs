using System.Text.Json;
using System.Text.Json.Serialization;
using LlmFunctions.Experiments.Reports;

namespace LlmFunctions.Functions.Http;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExperimentReport))]
[JsonSerializable(typeof(FeedbackRequest))]
[JsonSerializable(typeof(FeedbackEntry))]
internal sealed partial class ExperimentsJson : JsonSerializerContext
{
    /// <summary>For what clients send: a field that does not exist or is repeated is an error.</summary>
    public static ExperimentsJson Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });
}
