using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Reads <c>generationConfig</c>; returns whether the app asked to see the model's thoughts.</summary>
internal static class GeminiConfigReader
{
    private const int MostCandidates = 128;
    private const int MostStopSequences = 16;
    private const int MostLogprobs = 20;
    private const string SchemaName = "response";

    public static bool Read(GeminiField config, ChatRequest request, GeminiNatives natives)
    {
        bool includesThoughts = false;
        foreach ((string name, GeminiField field) in config.Object().Properties())
        {
            switch (name)
            {
                case "temperature":
                    request.Temperature = field.Number(0, 2);
                    break;
                case "topP":
                    request.TopP = field.Number(0, 1);
                    break;
                case "topK":
                    request.TopK = field.Integer(1, int.MaxValue);
                    break;
                case "candidateCount":
                    request.N = field.Integer(1, MostCandidates);
                    break;
                case "maxOutputTokens":
                    request.MaxCompletionTokens = field.Integer(1, int.MaxValue);
                    break;
                case "stopSequences":
                    request.Stop = StopSequences(field);
                    break;
                case "seed":
                    request.Seed = field.Integer(int.MinValue, int.MaxValue);
                    break;
                case "presencePenalty":
                    request.PresencePenalty = field.Number(-2, 2);
                    break;
                case "frequencyPenalty":
                    request.FrequencyPenalty = field.Number(-2, 2);
                    break;
                case "responseLogprobs":
                    request.Logprobs = field.Flag();
                    break;
                case "logprobs":
                    request.TopLogprobs = TopLogprobs(config, field);
                    break;
                case "thinkingConfig":
                    includesThoughts = ReadThinking(field.Object(), request, natives);
                    break;
                case "responseModalities":
                    ReadModalities(field, natives);
                    break;
                case "responseMimeType" or "responseSchema" or "responseJsonSchema":
                    break;
                default:
                    natives.Drop(field);
                    break;
            }
        }

        ReadFormat(config, request, natives);
        return includesThoughts;
    }

    private static List<string> StopSequences(GeminiField field)
    {
        List<string> stop = [];
        foreach (GeminiField sequence in field.Items())
        {
            stop.Add(sequence.Text() is { Length: > 0 } text ? text : throw sequence.Invalid("must not be empty"));
        }

        return stop.Count <= MostStopSequences ? stop : throw field.Invalid($"must have at most {MostStopSequences} sequences");
    }

    private static int TopLogprobs(GeminiField config, GeminiField field) =>
        config["responseLogprobs"]?.Flag() is true
            ? field.Integer(0, MostLogprobs)
            : throw field.Invalid("is only allowed when 'responseLogprobs' is true");

    private static void ReadModalities(GeminiField field, GeminiNatives natives)
    {
        foreach (GeminiField modality in field.Items())
        {
            if (!modality.Text().Equals("TEXT", StringComparison.OrdinalIgnoreCase))
            {
                natives.Require(modality, $"the modality {modality.Text()}");
            }
        }
    }

    private static bool ReadThinking(GeminiField thinking, ChatRequest request, GeminiNatives natives)
    {
        bool includesThoughts = false;
        foreach ((string name, GeminiField field) in thinking.Properties())
        {
            switch (name)
            {
                case "includeThoughts":
                    includesThoughts = field.Flag();
                    break;
                case "thinkingLevel":
                    request.ReasoningEffort = Effort(field);
                    break;
                case "thinkingBudget":
                    // The table of Google's own OpenAI endpoint; -1 leaves it to the model, as no budget does.
                    request.ReasoningEffort ??= field.Integer(-1, int.MaxValue) switch
                    {
                        -1 => null,
                        0 => "none",
                        <= 1024 => "low",
                        <= 8192 => "medium",
                        _ => "high",
                    };
                    break;
                default:
                    natives.Drop(field);
                    break;
            }
        }

        return includesThoughts;
    }

    private static string? Effort(GeminiField level) => level.Text().ToUpperInvariant() switch
    {
        "THINKING_LEVEL_UNSPECIFIED" => null,
        "MINIMAL" => "minimal",
        "LOW" => "low",
        "MEDIUM" => "medium",
        "HIGH" => "high",
        _ => throw level.Invalid("must be one of 'MINIMAL', 'LOW', 'MEDIUM' and 'HIGH'"),
    };

    private static void ReadFormat(GeminiField config, ChatRequest request, GeminiNatives natives)
    {
        GeminiField? mimeType = config["responseMimeType"];
        GeminiField? schema = config["responseJsonSchema"] ?? config["responseSchema"];
        switch (mimeType?.Text())
        {
            case null or "" or "text/plain" when schema is null:
                break;
            case null or "" or "application/json" when schema is { } given:
                request.ResponseFormat = new ResponseFormat
                {
                    Type = ResponseFormat.JsonSchemaType,
                    JsonSchema = new JsonSchemaFormat
                    {
                        Name = SchemaName,
                        Schema = config["responseJsonSchema"] is { } own ? own.Object().Value : GeminiSchemaReader.Read(given.Object(), natives),
                    },
                };
                break;
            case "application/json":
                request.ResponseFormat = new ResponseFormat { Type = ResponseFormat.JsonObjectType };
                break;
            case var other:
                natives.Require(mimeType!.Value, $"the response type {other}");
                break;
        }
    }
}
