using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>
/// The request's smaller fields: those that are refused, those that are left out, Converse's own, and those of the model,
/// which go into <c>additionalModelRequestFields</c>.
/// </summary>
internal sealed class BedrockFields
{
    private const string Additional = "additionalModelRequestFields";
    private const string TopK = "top_k";

    private static readonly string[] Own =
        ["guardrailConfig", "performanceConfig", "requestMetadata", "promptVariables", "additionalModelResponseFieldPaths", "serviceTier"];

    // OpenAI's, which do not change what the answer means.
    private static readonly string[] Harmless =
    [
        "store", "verbosity", "prediction", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "web_search_options", "service_tier",
    ];

    private readonly Dictionary<string, JsonElement> _own = [];
    private readonly Dictionary<string, JsonElement> _additional = [];

    private BedrockFields()
    {
    }

    /// <summary>Refuses what would change the answer if it were left out.</summary>
    public static void Refuse(ChatRequest request)
    {
        if (request.N is not (null or 1))
        {
            throw BedrockJson.Unsupported("an n other than 1", "n");
        }

        if (request.Logprobs is true || request.TopLogprobs > 0)
        {
            throw BedrockJson.Unsupported("log probabilities", request.Logprobs is true ? "logprobs" : "top_logprobs");
        }

        foreach (string name in (string[])["functions", "function_call", "audio"])
        {
            if (request.Extra is not null && request.Extra.TryGetValue(name, out JsonElement value) && !BedrockJson.IsEmpty(value))
            {
                throw BedrockJson.Unsupported(name, name);
            }
        }

        if (request.Extra is not null
            && request.Extra.TryGetValue("modalities", out JsonElement modalities)
            && modalities.ValueKind == JsonValueKind.Array
            && modalities.EnumerateArray().Any(static modality => modality.ValueKind != JsonValueKind.String || !modality.ValueEquals("text"u8)))
        {
            throw BedrockJson.Unsupported("answers that are not text", "modalities");
        }
    }

    public static BedrockFields Plan(ChatRequest request, BedrockReasoning reasoning, BedrockScope scope)
    {
        BedrockFields fields = new();
        fields.AddSampling(request, reasoning, scope);
        foreach ((string name, JsonElement value) in reasoning.Fields)
        {
            fields._additional[name] = value;
        }

        DropCanonical(request, scope);
        foreach ((string name, JsonElement value) in request.Extra ?? new Dictionary<string, JsonElement>())
        {
            if (!BedrockJson.IsEmpty(value) && name is not ("modalities" or Additional or "outputConfig"))
            {
                fields.Add(name, value, request.IsForeign, scope);
            }
        }

        // What the client says of the model's fields in so many words is the last word.
        if (request.Extra is not null && request.Extra.TryGetValue(Additional, out JsonElement additional) && additional.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in additional.EnumerateObject())
            {
                fields._additional[property.Name] = property.Value;
            }
        }

        return fields;
    }

    public void Write(Utf8JsonWriter writer)
    {
        WriteAll(writer, _own);
        if (_additional.Count > 0)
        {
            writer.WriteStartObject(Additional);
            WriteAll(writer, _additional);
            writer.WriteEndObject();
        }
    }

    private static void WriteAll(Utf8JsonWriter writer, Dictionary<string, JsonElement> fields)
    {
        foreach ((string name, JsonElement value) in fields)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private static void DropCanonical(ChatRequest request, BedrockScope scope)
    {
        DropIf(request.Seed is not null, "seed");
        DropIf(request.FrequencyPenalty is not (null or 0), "frequency_penalty");
        DropIf(request.PresencePenalty is not (null or 0), "presence_penalty");
        DropIf(request.LogitBias is { } bias && !BedrockJson.IsEmpty(bias), "logit_bias");
        DropIf(request.User is not null, "user");
        DropIf(request.Metadata is { } metadata && !BedrockJson.IsEmpty(metadata), "metadata");
        DropIf(request.ParallelToolCalls is false, "parallel_tool_calls");

        void DropIf(bool condition, string name)
        {
            if (condition)
            {
                scope.Dropped.Add(name);
            }
        }
    }

    private void AddSampling(ChatRequest request, BedrockReasoning reasoning, BedrockScope scope)
    {
        if (request.TopK is not { } topK)
        {
            return;
        }

        JsonElement number = BedrockJson.Element(writer => writer.WriteNumberValue(topK));
        if (scope.Model.IsNova)
        {
            _additional["inferenceConfig"] = BedrockJson.Element(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("topK"u8, topK);
                writer.WriteEndObject();
            });
        }
        else if ((scope.Model.Claude is not null && !reasoning.RefusesSampling && !reasoning.IsImplied) || scope.Model.IsMistral)
        {
            _additional[TopK] = number;
        }
        else
        {
            scope.Dropped.Add(TopK);
        }
    }

    private void Add(string name, JsonElement value, bool isForeign, BedrockScope scope)
    {
        if (Own.Contains(name))
        {
            _own[name] = value;
        }
        else if (name == "service_tier" && Tier(value) is { } tier)
        {
            _own["serviceTier"] = tier;
        }
        else if (Harmless.Contains(name) || isForeign)
        {
            // What another dialect's client meant for a provider of that dialect would be refused by the model.
            scope.Dropped.Add(name);
        }
        else
        {
            _additional[name] = value;
        }
    }

    private static JsonElement? Tier(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() is "default" or "flex" or "priority"
        ? BedrockJson.Element(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("type"u8);
            value.WriteTo(writer);
            writer.WriteEndObject();
        })
        : null;
}
