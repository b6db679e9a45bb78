using System.Text.Json.Serialization;

namespace LlmFunctions.Batches;

/// <summary>Batches where they are stored.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Batch))]
public sealed partial class BatchJson : JsonSerializerContext;
