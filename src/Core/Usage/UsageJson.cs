using System.Text.Json.Serialization;

namespace LlmFunctions.Usage;

/// <summary>Usage records where they are stored before they are in the ledger.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<UsageRecord>))]
internal sealed partial class UsageJson : JsonSerializerContext;
