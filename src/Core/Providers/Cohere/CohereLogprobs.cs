using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Cohere;

internal static class CohereLogprobs
{
    /// <summary>
    /// Brings the entries to OpenAI's form. One of them may stand for several tokens, whose texts are not told apart: it
    /// gets the probability of all of them together, which is the sum of the logarithms.
    /// </summary>
    public static JsonElement? FromUpstream(IEnumerable<JsonElement> items)
    {
        List<JsonElement> entries = [.. items.Where(static item => item.ValueKind == JsonValueKind.Object)];
        if (entries.Count == 0)
        {
            return null;
        }

        return JsonElement.Parse(JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("content"u8);
            foreach (JsonElement entry in entries)
            {
                writer.WriteStartObject();
                writer.WriteString("token"u8, entry.String("text") ?? "");
                writer.WriteNumber("logprob"u8, Sum(entry));
                writer.WriteNull("bytes"u8);
                writer.WriteStartArray("top_logprobs"u8);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }).Span);
    }

    private static double Sum(JsonElement entry)
    {
        double sum = 0;
        foreach (JsonElement logprob in entry.Items("logprobs"))
        {
            sum += logprob.ValueKind == JsonValueKind.Number && logprob.TryGetDouble(out double value) && double.IsFinite(value) ? value : 0;
        }

        return double.IsFinite(sum) ? sum : 0;
    }
}
