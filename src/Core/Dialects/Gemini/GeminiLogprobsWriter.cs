using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Writes OpenAI's <c>logprobs</c> as <c>logprobsResult</c> and <c>avgLogprobs</c>.</summary>
internal static class GeminiLogprobsWriter
{
    public static void Write(Utf8JsonWriter writer, JsonElement? logprobs)
    {
        JsonElement[] tokens = [.. logprobs?.Items("content") ?? []];
        if (tokens.Length == 0)
        {
            return;
        }

        writer.WriteNumber("avgLogprobs"u8, tokens.Average(LogProbability));
        writer.WriteStartObject("logprobsResult"u8);
        writer.WriteStartArray("topCandidates"u8);
        foreach (JsonElement token in tokens)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("candidates"u8);
            foreach (JsonElement candidate in token.Items("top_logprobs"))
            {
                WriteToken(writer, candidate);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("chosenCandidates"u8);
        foreach (JsonElement token in tokens)
        {
            WriteToken(writer, token);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter writer, JsonElement token)
    {
        writer.WriteStartObject();
        writer.WriteString("token"u8, token.String("token") ?? "");
        writer.WriteNumber("logProbability"u8, LogProbability(token));
        writer.WriteEndObject();
    }

    private static double LogProbability(JsonElement token) =>
        token.Property("logprob") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : 0;
}
