using System.Text.Json.Serialization;

namespace LlmFunctions.Functions.Http;

/// <summary>Files and batches; clients of OpenAI expect what is not known to be null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FileObject))]
[JsonSerializable(typeof(FileDeleted))]
[JsonSerializable(typeof(ListOf<FileObject>))]
[JsonSerializable(typeof(BatchObject))]
[JsonSerializable(typeof(ListOf<BatchObject>))]
internal sealed partial class BatchesJson : JsonSerializerContext;
