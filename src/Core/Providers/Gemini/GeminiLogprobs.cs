using System.Text;
using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Writes a candidate's <c>logprobsResult</c> as OpenAI's <c>logprobs</c>.</summary>
internal static class GeminiLogprobs
{
    public static JsonElement? Read(JsonElement candidate)
    {
        if (candidate.Object("logprobsResult") is not { } result)
        {
            return null;
        }

        JsonElement[] top = [.. result.Items("topCandidates")];
        return JsonElement.Parse(JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("content"u8);
            int position = 0;
            foreach (JsonElement chosen in result.Items("chosenCandidates"))
            {
                writer.WriteStartObject();
                WriteToken(writer, chosen);
                writer.WriteStartArray("top_logprobs"u8);
                foreach (JsonElement candidateToken in position < top.Length ? top[position].Items("candidates") : [])
                {
                    writer.WriteStartObject();
                    WriteToken(writer, candidateToken);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
                position++;
            }

            writer.WriteEndArray();
            writer.WriteNull("refusal"u8);
            writer.WriteEndObject();
        }).Span);
    }

    private static void WriteToken(Utf8JsonWriter writer, JsonElement candidate)
    {
        string token = candidate.String("token") ?? "";
        writer.WriteString("token"u8, token);
        writer.WritePropertyName("logprob"u8);
        if (candidate.Property("logProbability") is { ValueKind: JsonValueKind.Number } probability)
        {
            probability.WriteTo(writer);
        }
        else
        {
            // The field's default, which Google's JSON leaves out.
            writer.WriteNumberValue(0);
        }

        writer.WriteStartArray("bytes"u8);
        foreach (byte value in Encoding.UTF8.GetBytes(token))
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }
}
