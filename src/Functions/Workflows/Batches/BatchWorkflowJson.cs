using System.Text.Json.Serialization;
using LlmFunctions.Batches;

namespace LlmFunctions.Functions.Workflows.Batches;

/// <summary>All that the durable runtime gets to see and keep of batches.</summary>
[JsonSourceGenerationOptions]
[JsonSerializable(typeof(BatchRun))]
[JsonSerializable(typeof(BatchPlan))]
[JsonSerializable(typeof(PageWork))]
[JsonSerializable(typeof(PageOutcome))]
[JsonSerializable(typeof(ChunkWork))]
[JsonSerializable(typeof(ChunkOutcome))]
[JsonSerializable(typeof(BatchEnd))]
internal sealed partial class BatchWorkflowJson : JsonSerializerContext;
