using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.ParallelInference;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ParallelResponse))]
[JsonSerializable(typeof(ParallelResult))]
[JsonSerializable(typeof(ParallelError))]
public sealed partial class ParallelJson : JsonSerializerContext
{
    /// <summary>For what clients get: never embedded in HTML, so nothing but what JSON asks for is escaped.</summary>
    public static ParallelJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
