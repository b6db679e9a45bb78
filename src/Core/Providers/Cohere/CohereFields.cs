using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Cohere;

/// <summary>The request's smaller fields: those that are refused, those that are left out, and Cohere's own.</summary>
internal static class CohereFields
{
    private static readonly string[] Own = ["citation_options", "documents", "priority", "raw_prompting", "safety_mode"];
    private static readonly string[] ChangesTheAnswer = ["audio", "function_call", "functions"];

    /// <summary>Refuses what would change the answer if it were left out.</summary>
    public static void Refuse(ChatRequest request)
    {
        if (request.N > 1)
        {
            throw Unsupported("n", "more than one answer a request");
        }

        if (request.TopLogprobs > 0)
        {
            throw Unsupported("top_logprobs", "log probabilities of other tokens than those of the answer");
        }

        if (ChangesTheAnswer.FirstOrDefault(name => request.Extra?.TryGetValue(name, out JsonElement value) is true && !IsEmpty(value)) is { } field)
        {
            throw Unsupported(field, field);
        }

        if (request.Extra?.TryGetValue("modalities", out JsonElement modalities) is true
            && modalities.ValueKind == JsonValueKind.Array
            && modalities.EnumerateArray().Any(static modality => modality.ValueKind != JsonValueKind.String || !modality.ValueEquals("text"u8)))
        {
            throw Unsupported("modalities", "answers that are not text");
        }
    }

    /// <summary>Writes Cohere's own fields as the client gave them; a canonical field of the same meaning wins.</summary>
    public static void Write(Utf8JsonWriter writer, ChatRequest request, ISet<string> dropped)
    {
        DropIf(request.User is not null, "user");
        DropIf(request.Metadata is { } metadata && !IsEmpty(metadata), "metadata");
        DropIf(request.LogitBias is { } bias && !IsEmpty(bias), "logit_bias");
        DropIf(request.ParallelToolCalls is false, "parallel_tool_calls");
        foreach ((string name, JsonElement value) in request.Extra ?? new Dictionary<string, JsonElement>())
        {
            if (IsEmpty(value) || name == "modalities")
            {
                continue;
            }

            bool isFree = name switch
            {
                "p" => request.TopP is null,
                "k" => request.TopK is null,
                "stop_sequences" => request.Stop is null,
                "strict_tools" => !CohereTools.AreStrict(request),
                _ => Own.Contains(name),
            };
            if (isFree)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            else
            {
                dropped.Add(name);
            }
        }

        void DropIf(bool present, string name)
        {
            if (present)
            {
                dropped.Add(name);
            }
        }
    }

    /// <summary>Lists the fields of a bag that are left out, but for those that say nothing.</summary>
    public static void Drop(IDictionary<string, JsonElement>? bag, string prefix, ISet<string> dropped, params ReadOnlySpan<string> carried)
    {
        foreach ((string name, JsonElement value) in bag ?? new Dictionary<string, JsonElement>())
        {
            if (!carried.Contains(name) && !IsEmpty(value))
            {
                dropped.Add($"{prefix}.{name}");
            }
        }
    }

    public static GatewayException Unsupported(string param, string what) =>
        new(ErrorKind.UnsupportedField, $"The cohere dialect cannot carry {what}.", param);

    public static GatewayException Invalid(string param, string message) => new(ErrorKind.InvalidRequest, message, param);

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };
}
