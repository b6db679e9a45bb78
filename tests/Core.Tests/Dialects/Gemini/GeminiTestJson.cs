using System.Text.Json.Serialization;

namespace LlmFunctions.Core.Tests.Dialects.Gemini;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class GeminiTestJson : JsonSerializerContext;
