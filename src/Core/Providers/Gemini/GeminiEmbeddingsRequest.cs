using System.Globalization;
using System.Text.Json;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Writes a canonical request as a <c>BatchEmbedContentsRequest</c>, in which every text says all settings again.</summary>
internal static class GeminiEmbeddingsRequest
{
    private const int MostTexts = 100;
    private const string TaskType = "taskType";

    /// <summary>Gemini's own fields, which clients of other dialects may give as they are.</summary>
    private static readonly string[] OwnFields = [TaskType, "title"];

    private static readonly HashSet<string> TaskTypes =
    [
        "RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT", "SEMANTIC_SIMILARITY", "CLASSIFICATION", "CLUSTERING",
        "QUESTION_ANSWERING", "FACT_VERIFICATION", "CODE_RETRIEVAL_QUERY",
    ];

    public static ReadOnlyMemory<byte> Write(EmbeddingsRequest request, string model, out IReadOnlyList<string> dropped)
    {
        IReadOnlyList<string> texts = request.Input!.Texts ?? throw Unsupported("Gemini embeds texts, not tokens.");
        if (texts.Count > MostTexts)
        {
            throw Unsupported(string.Create(CultureInfo.InvariantCulture, $"Gemini embeds at most {MostTexts} texts a request, not {texts.Count}."));
        }

        List<string> others = [.. request.Extra?.Keys.Except(OwnFields) ?? []];
        if (request.User is not null)
        {
            others.Add("user");
        }

        dropped = others;
        return JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("requests"u8);
            foreach (string text in texts)
            {
                Write(writer, text, request, model);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, string text, EmbeddingsRequest request, string model)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, model);
        writer.WriteStartObject("content"u8);
        writer.WriteStartArray("parts"u8);
        writer.WriteStartObject();
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        if (request.Extra?.ContainsKey(TaskType) is not true && TaskTypeOf(request) is { } taskType)
        {
            writer.WriteString(TaskType, taskType);
        }

        foreach (string name in OwnFields)
        {
            if (request.Extra?.TryGetValue(name, out JsonElement value) is true)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        if (request.Dimensions is { } dimensions)
        {
            writer.WriteNumber("outputDimensionality"u8, dimensions);
        }

        writer.WriteEndObject();
    }

    // Apps may say in words of their own what they embed for, which is no business of Gemini's.
    private static string? TaskTypeOf(EmbeddingsRequest request) =>
        request.TaskType?.ToUpperInvariant() is { } word && TaskTypes.Contains(word) ? word : null;

    private static GatewayException Unsupported(string message) => new(ErrorKind.UnsupportedField, message, "input");
}
