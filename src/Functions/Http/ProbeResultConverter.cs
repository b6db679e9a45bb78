using System.Text.Json;
using System.Text.Json.Serialization;
using LlmFunctions.Resilience;

namespace LlmFunctions.Functions.Http;

/// <summary>Writes what a probe found out in the words of the API.</summary>
internal sealed class ProbeResultConverter() : JsonStringEnumConverter<ProbeResult>(JsonNamingPolicy.SnakeCaseLower);
