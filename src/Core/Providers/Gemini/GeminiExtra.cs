using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>
/// What Gemini says that OpenAI has no field for, under <c>extra_content.google</c> as Google's own OpenAI endpoint has it:
/// <c>thought_signature</c>, and in ours also <c>parts</c> that are neither text nor call, and a candidate's metadata.
/// Clients that send their messages back whole so send back what Gemini wants to see again.
/// </summary>
internal static class GeminiExtra
{
    private const string Field = "extra_content";
    private const string Google = "google";
    private const string ThoughtSignature = "thought_signature";
    private const string PartsField = "parts";

    // A signature says nothing of where it is from, and Gemini refuses those of others.
    private const string BlockFormatField = "format";
    private static readonly JsonElement BlockFormat = JsonElement.Parse("\"google-gemini-v1\"");

    public static string? Signature(IDictionary<string, JsonElement>? extra) => Read(extra)?.String(ThoughtSignature);

    public static IEnumerable<JsonElement> Parts(IDictionary<string, JsonElement>? extra) => Read(extra)?.Items(PartsField) ?? [];

    public static bool IsOwn(ThinkingBlock block) =>
        block.Extra is { } extra && extra.TryGetValue(BlockFormatField, out JsonElement format) && JsonElement.DeepEquals(format, BlockFormat);

    public static ThinkingBlock Block(string thinking, string signature) => new()
    {
        Thinking = thinking,
        Signature = signature,
        Extra = new Dictionary<string, JsonElement> { [BlockFormatField] = BlockFormat },
    };

    /// <summary>The bag of a message, a delta or a tool call; null when there is nothing to put in.</summary>
    public static Dictionary<string, JsonElement>? OfMessage(string? signature, IReadOnlyList<JsonElement> parts)
    {
        if (signature is null && parts.Count == 0)
        {
            return null;
        }

        return Wrap(writer =>
        {
            if (signature is not null)
            {
                writer.WriteString(ThoughtSignature, signature);
            }

            if (parts.Count > 0)
            {
                writer.WriteStartArray(PartsField);
                foreach (JsonElement part in parts)
                {
                    part.WriteTo(writer);
                }

                writer.WriteEndArray();
            }
        });
    }

    /// <summary>The bag of a choice: everything that a candidate has besides what is translated.</summary>
    public static Dictionary<string, JsonElement>? OfChoice(JsonElement candidate)
    {
        JsonProperty[] rest = [.. candidate.EnumerateObject().Where(static property =>
            property.Name is not ("content" or "finishReason" or "index" or "logprobsResult" or "avgLogprobs" or "tokenCount"))];
        return rest.Length == 0 ? null : Wrap(writer =>
        {
            foreach (JsonProperty property in rest)
            {
                property.WriteTo(writer);
            }
        });
    }

    /// <summary>Writes what <see cref="OfChoice"/> has kept.</summary>
    public static void WriteOfChoice(Utf8JsonWriter writer, IDictionary<string, JsonElement>? extra)
    {
        foreach (JsonProperty property in Read(extra)?.EnumerateObject() ?? default)
        {
            property.WriteTo(writer);
        }
    }

    private static JsonElement? Read(IDictionary<string, JsonElement>? extra) =>
        extra is not null && extra.TryGetValue(Field, out JsonElement content) ? content.Object(Google) : null;

    private static Dictionary<string, JsonElement> Wrap(Action<Utf8JsonWriter> write) => new()
    {
        [Field] = JsonElement.Parse(JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject(Google);
            write(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }).Span),
    };
}
