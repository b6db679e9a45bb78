using System.Text.Json.Serialization;
using LlmFunctions.Jobs;
using LlmFunctions.Jobs.Chat;
using LlmFunctions.Jobs.Webhooks;

namespace LlmFunctions.Functions.Workflows;

/// <summary>All that the durable runtime gets to see and keep of jobs.</summary>
[JsonSerializable(typeof(JobRef))]
[JsonSerializable(typeof(ChatWork))]
[JsonSerializable(typeof(ChatStep))]
[JsonSerializable(typeof(ParallelWork))]
[JsonSerializable(typeof(ModelWork))]
[JsonSerializable(typeof(WebhookStep))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string))]
internal sealed partial class WorkflowJson : JsonSerializerContext;
