using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Writes limits and sampling, brought to the ranges that Cohere takes.</summary>
internal static class CohereSampling
{
    private const double SmallestP = 0.01;
    private const double LargestP = 0.99;

    public static void Write(Utf8JsonWriter writer, ChatRequest request, ISet<string> dropped)
    {
        if (request.OutputLimit is { } limit)
        {
            writer.WriteNumber("max_tokens"u8, limit);
        }

        if (request.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature"u8, temperature);
        }

        if (request.TopP is { } topP)
        {
            // 1 is what other APIs mean by "all"; leaving it out would be 0.75 here, and 1 itself is refused.
            writer.WriteNumber("p"u8, Math.Clamp(topP, SmallestP, LargestP));
        }

        if (request.TopK is { } topK)
        {
            writer.WriteNumber("k"u8, topK);
        }

        if (request.Seed is { } seed and >= 0)
        {
            writer.WriteNumber("seed"u8, seed);
        }
        else if (request.Seed is not null)
        {
            dropped.Add("seed");
        }

        WritePenalty(writer, "frequency_penalty", request.FrequencyPenalty, dropped);
        WritePenalty(writer, "presence_penalty", request.PresencePenalty, dropped);
        if (request.Stop is { Count: > 0 } stop)
        {
            writer.WriteStartArray("stop_sequences"u8);
            foreach (string sequence in stop)
            {
                writer.WriteStringValue(sequence);
            }

            writer.WriteEndArray();
        }

        if (request.Logprobs is { } logprobs)
        {
            writer.WriteBoolean("logprobs"u8, logprobs);
        }
    }

    // Cohere's go from 0 to 1, and some models refuse two of them even where one is 0.
    private static void WritePenalty(Utf8JsonWriter writer, string name, double? penalty, ISet<string> dropped)
    {
        if (penalty is > 0 and <= 1 and { } value)
        {
            writer.WriteNumber(name, value);
        }
        else if (penalty is not (null or 0))
        {
            dropped.Add(name);
        }
    }
}
