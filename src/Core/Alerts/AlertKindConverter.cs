using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Alerts;

/// <summary>Writes the kind of an alert in the words of the API.</summary>
public sealed class AlertKindConverter() : JsonStringEnumConverter<AlertKind>(JsonNamingPolicy.SnakeCaseLower);
