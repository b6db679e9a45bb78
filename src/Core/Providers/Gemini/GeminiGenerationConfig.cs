using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Writes <c>generationConfig</c>: sampling, limits, the answer's form and thinking.</summary>
internal static class GeminiGenerationConfig
{
    public static void Write(Utf8JsonWriter writer, GeminiScope scope, GeminiOwnFields own)
    {
        Dictionary<string, Action<Utf8JsonWriter>> fields = [];
        AddSampling(fields, scope);
        AddLogprobs(fields, scope.Request);
        AddFormat(fields, scope);
        GeminiThinking.Add(fields, scope, isSetByClient: own.GenerationConfig.ContainsKey(GeminiThinking.FieldName));
        foreach ((string name, JsonElement value) in own.GenerationConfig)
        {
            fields[name] = value.WriteTo;
        }

        if (fields.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("generationConfig"u8);
        foreach ((string name, Action<Utf8JsonWriter> write) in fields)
        {
            writer.WritePropertyName(name);
            write(writer);
        }

        writer.WriteEndObject();
    }

    private static void AddSampling(Dictionary<string, Action<Utf8JsonWriter>> fields, GeminiScope scope)
    {
        ChatRequest request = scope.Request;
        Add(fields, "temperature", request.Temperature);
        Add(fields, "topP", request.TopP);
        Add(fields, "topK", request.TopK);
        Add(fields, "maxOutputTokens", request.OutputLimit);
        if (request.Stop is { Count: > 0 } stop)
        {
            fields["stopSequences"] = writer =>
            {
                writer.WriteStartArray();
                foreach (string sequence in stop)
                {
                    writer.WriteStringValue(sequence);
                }

                writer.WriteEndArray();
            };
        }

        if (request.Seed is >= int.MinValue and <= int.MaxValue)
        {
            Add(fields, "seed", (int)request.Seed);
        }
        else if (request.Seed is not null)
        {
            scope.Drop("seed");
        }

        AddPenalty(fields, scope, "presencePenalty", "presence_penalty", request.PresencePenalty);
        AddPenalty(fields, scope, "frequencyPenalty", "frequency_penalty", request.FrequencyPenalty);
        if (request.N is not (null or 1))
        {
            fields["candidateCount"] = scope.Model.TakesPenaltiesAndCandidates
                ? writer => writer.WriteNumberValue(request.N.Value)
                : throw scope.Unsupported("more than one answer to a request", "n");
        }
    }

    private static void AddPenalty(
        Dictionary<string, Action<Utf8JsonWriter>> fields, GeminiScope scope, string name, string canonicalName, double? value)
    {
        if (value is not null && !scope.Model.TakesPenaltiesAndCandidates)
        {
            scope.Drop(canonicalName);
            return;
        }

        Add(fields, name, value);
    }

    private static void AddLogprobs(Dictionary<string, Action<Utf8JsonWriter>> fields, ChatRequest request)
    {
        if (request.Logprobs is not true)
        {
            return;
        }

        fields["responseLogprobs"] = static writer => writer.WriteBooleanValue(true);
        if (request.TopLogprobs is > 0)
        {
            Add(fields, "logprobs", request.TopLogprobs);
        }
    }

    private static void AddFormat(Dictionary<string, Action<Utf8JsonWriter>> fields, GeminiScope scope)
    {
        switch (scope.Request.ResponseFormat?.Type)
        {
            case null or ResponseFormat.TextType:
                break;
            case ResponseFormat.JsonObjectType:
                fields["responseMimeType"] = WriteJsonMimeType;
                break;
            case ResponseFormat.JsonSchemaType:
                fields["responseMimeType"] = WriteJsonMimeType;
                // responseSchema knows only OpenAPI's dialect of schemas; this one takes JSON schema as it is.
                if (scope.Request.ResponseFormat.JsonSchema?.Schema is { } schema)
                {
                    fields["responseJsonSchema"] = schema.WriteTo;
                }

                break;
            default:
                throw scope.Unsupported($"a response format of type '{scope.Request.ResponseFormat.Type}'", "response_format.type");
        }
    }

    private static void WriteJsonMimeType(Utf8JsonWriter writer) => writer.WriteStringValue("application/json"u8);

    private static void Add(Dictionary<string, Action<Utf8JsonWriter>> fields, string name, double? value)
    {
        if (value is { } number)
        {
            fields[name] = writer => writer.WriteNumberValue(number);
        }
    }

    private static void Add(Dictionary<string, Action<Utf8JsonWriter>> fields, string name, int? value)
    {
        if (value is { } number)
        {
            fields[name] = writer => writer.WriteNumberValue(number);
        }
    }
}
