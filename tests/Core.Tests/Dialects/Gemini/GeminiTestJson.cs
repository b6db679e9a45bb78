using System.Text.Json.Serialization;

namespace LlmFunctions.Tests.Dialects.Gemini;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class GeminiTestJson : JsonSerializerContext;
