using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>The request's smaller fields: those that are refused, those that are left out, and Anthropic's own.</summary>
internal static class AnthropicFields
{
    private static readonly string[] Own =
        ["cache_control", "container", "context_management", "diagnostics", "inference_geo", "mcp_servers", "speed"];

    /// <summary>Refuses what would change the answer if it were left out.</summary>
    public static void Refuse(ChatRequest request)
    {
        if (request.N is not (null or 1))
        {
            throw AnthropicJson.Unsupported("an n other than 1", "n");
        }

        if (request.Logprobs is true || request.TopLogprobs > 0)
        {
            throw AnthropicJson.Unsupported("log probabilities", request.Logprobs is true ? "logprobs" : "top_logprobs");
        }

        foreach (string name in (string[])["functions", "function_call", "audio"])
        {
            if (request.Extra is not null && request.Extra.TryGetValue(name, out JsonElement value) && !AnthropicJson.IsEmpty(value))
            {
                throw AnthropicJson.Unsupported(name, name);
            }
        }

        if (request.Extra is not null
            && request.Extra.TryGetValue("modalities", out JsonElement modalities)
            && modalities.ValueKind == JsonValueKind.Array
            && modalities.EnumerateArray().Any(static modality => modality.ValueKind != JsonValueKind.String || !modality.ValueEquals("text"u8)))
        {
            throw AnthropicJson.Unsupported("answers that are not text", "modalities");
        }
    }

    public static void Write(Utf8JsonWriter writer, ChatRequest request, ICollection<string> dropped)
    {
        WriteMetadata(writer, request, dropped);
        DropIf(request.Seed is not null, "seed");
        DropIf(request.FrequencyPenalty is not (null or 0), "frequency_penalty");
        DropIf(request.PresencePenalty is not (null or 0), "presence_penalty");
        DropIf(request.LogitBias is { } bias && !AnthropicJson.IsEmpty(bias), "logit_bias");
        foreach ((string name, JsonElement value) in request.Extra ?? new Dictionary<string, JsonElement>())
        {
            if (AnthropicJson.IsEmpty(value) || name is "output_config" or "modalities")
            {
                continue;
            }

            if (Own.Contains(name) || (name == "stop_sequences" && request.Stop is null) || IsServiceTier(name, value))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            else
            {
                dropped.Add(name);
            }
        }

        void DropIf(bool condition, string name)
        {
            if (condition)
            {
                dropped.Add(name);
            }
        }
    }

    // OpenAI has a field of this name with other values.
    private static bool IsServiceTier(string name, JsonElement value) =>
        name == "service_tier"
        && value.ValueKind == JsonValueKind.String
        && (value.ValueEquals("auto"u8) || value.ValueEquals("standard_only"u8));

    private static void WriteMetadata(Utf8JsonWriter writer, ChatRequest request, ICollection<string> dropped)
    {
        string? own = request.Metadata?.String("user_id");
        string? user = own ?? (IsOpaque(request.User) ? request.User : null);
        if (request.Metadata is { ValueKind: JsonValueKind.Object } metadata && metadata.GetPropertyCount() > (own is null ? 0 : 1))
        {
            dropped.Add("metadata");
        }

        if (request.User is not null && user != request.User)
        {
            dropped.Add("user");
        }

        if (user is not null)
        {
            writer.WriteStartObject("metadata"u8);
            writer.WriteString("user_id"u8, user);
            writer.WriteEndObject();
        }
    }

    // Anthropic refuses ids that are mail addresses or phone numbers.
    private static bool IsOpaque(string? user) =>
        !string.IsNullOrEmpty(user)
        && !user.Contains('@', StringComparison.Ordinal)
        && user.Any(static character => !char.IsAsciiDigit(character) && !"+-() ".Contains(character, StringComparison.Ordinal));
}
