using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Ollama;

internal static class OllamaLogprobs
{
    /// <summary>The entries have OpenAI's shape already; only the object around them is missing.</summary>
    public static JsonElement? FromUpstream(JsonElement answer)
    {
        if (answer.Property("logprobs") is not { ValueKind: JsonValueKind.Array } entries)
        {
            return null;
        }

        return JsonElement.Parse(JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("content"u8);
            entries.WriteTo(writer);
            writer.WriteEndObject();
        }).Span);
    }
}
