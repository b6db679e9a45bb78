using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads <c>options</c>: what every provider knows goes into the request, the rest is left for a real Ollama.</summary>
internal static class OllamaOptionsReader
{
    private const string NumPredict = "num_predict";
    private const string Stop = "stop";
    private const int Unlimited = -1;

    private static readonly HashSet<string> Mapped =
        ["temperature", "top_p", "top_k", "seed", NumPredict, "presence_penalty", "frequency_penalty", Stop];

    /// <summary>Whether a canonical field of this name comes from the options.</summary>
    public static bool IsOption(string name) => Mapped.Contains(name);

    /// <summary>Sets the request's fields and returns the options that have none.</summary>
    public static JsonElement? Read(OllamaObject options, ChatRequest request)
    {
        request.Temperature = options.Number("temperature", 0, double.MaxValue);
        request.TopP = options.Number("top_p", 0, 1);
        request.TopK = (int?)options.Integer("top_k", int.MinValue, int.MaxValue);
        request.Seed = options.Integer("seed", long.MinValue, long.MaxValue);
        request.PresencePenalty = options.Number("presence_penalty", double.MinValue, double.MaxValue);
        request.FrequencyPenalty = options.Number("frequency_penalty", double.MinValue, double.MaxValue);
        request.Stop = ReadStop(options);
        long? limit = options.Integer(NumPredict, int.MinValue, int.MaxValue);
        request.MaxTokens = limit > 0 ? (int)limit : null;

        Dictionary<string, JsonElement> others = options.Others(Mapped) ?? [];
        if (limit is <= 0 and not Unlimited)
        {
            // Such as -2, as much as the context holds: something that only Ollama has.
            others.Add(NumPredict, options.Value(NumPredict)!.Value);
        }

        return others.Count == 0 ? null : JsonElement.Parse(JsonBody.Write(writer => Write(writer, others)).Span);
    }

    private static string[]? ReadStop(OllamaObject options)
    {
        if (options.Value(Stop) is not { } value)
        {
            return null;
        }

        string[] stop = value.ValueKind == JsonValueKind.String
            ? [value.GetString()!]
            : [.. options.Items(Stop).Select((item, index) => item.ValueKind == JsonValueKind.String
                ? item.GetString()!
                : throw OllamaRefusals.WrongType($"{options.At(Stop)}[{index}]", "a string", item))];
        return stop.Contains("") ? throw OllamaRefusals.Invalid(options.At(Stop), "must not have an empty sequence")
            : stop.Length == 0 ? null
            : stop;
    }

    private static void Write(Utf8JsonWriter writer, Dictionary<string, JsonElement> others)
    {
        writer.WriteStartObject();
        foreach ((string name, JsonElement value) in others)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
