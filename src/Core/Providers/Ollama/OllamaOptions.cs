using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Writes <c>options</c>: sampling and limits, merged with the options that the client gave in Ollama's own form.</summary>
internal static class OllamaOptions
{
    public static void Write(Utf8JsonWriter writer, ChatRequest request)
    {
        JsonElement? native = request.Native("options");
        if (native is { ValueKind: not JsonValueKind.Object })
        {
            throw OllamaLimits.Invalid("options", "options must be an object.");
        }

        List<KeyValuePair<string, Action<Utf8JsonWriter>>> options = [.. FromCanonical(request)];
        if (native is null && options.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("options"u8);
        foreach ((string name, Action<Utf8JsonWriter> write) in options)
        {
            writer.WritePropertyName(name);
            write(writer);
        }

        // The canonical fields win: a limit among them may be what the gateway has reserved.
        HashSet<string> written = [.. options.Select(static option => option.Key)];
        foreach (JsonProperty property in native?.EnumerateObject().Where(property => written.Add(property.Name)) ?? [])
        {
            property.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<KeyValuePair<string, Action<Utf8JsonWriter>>> FromCanonical(ChatRequest request)
    {
        if (request.Temperature is { } temperature)
        {
            yield return new("temperature", writer => writer.WriteNumberValue(temperature));
        }

        if (request.TopP is { } topP)
        {
            yield return new("top_p", writer => writer.WriteNumberValue(topP));
        }

        if (request.TopK is { } topK)
        {
            yield return new("top_k", writer => writer.WriteNumberValue(topK));
        }

        if (request.Seed is { } seed)
        {
            yield return new("seed", writer => writer.WriteNumberValue(seed));
        }

        if (request.OutputLimit is { } limit)
        {
            yield return new("num_predict", writer => writer.WriteNumberValue(limit));
        }

        if (request.PresencePenalty is { } presence)
        {
            yield return new("presence_penalty", writer => writer.WriteNumberValue(presence));
        }

        if (request.FrequencyPenalty is { } frequency)
        {
            yield return new("frequency_penalty", writer => writer.WriteNumberValue(frequency));
        }

        if (request.Stop is { } stop)
        {
            yield return new("stop", writer => WriteStrings(writer, stop));
        }
    }

    private static void WriteStrings(Utf8JsonWriter writer, IReadOnlyList<string> values)
    {
        writer.WriteStartArray();
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
