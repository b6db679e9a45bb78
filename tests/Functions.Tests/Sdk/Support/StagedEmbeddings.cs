using System.Text.Json.Nodes;

namespace LlmFunctions.Functions.Tests.Sdk.Support;

/// <summary>
/// Plays the embeddings of every dialect: the vector of a text is its place and its length, and two numbers that only their
/// exact bits can say. The model's name says what goes wrong: <c>numbers</c> sends numbers whatever it is asked for.
/// </summary>
internal static class StagedEmbeddings
{
    private static readonly float[] Tail = [0.1f, -1e-20f];

    /// <summary>The answer, or null when the path is of something else.</summary>
    public static JsonNode? Answer(string path, JsonNode body, string model) => path[(path.LastIndexOfAny(['/', ':']) + 1)..] switch
    {
        "embeddings" => OpenAI(body, model),
        "embed" => new JsonObject
        {
            ["model"] = model,
            ["embeddings"] = Lists(Texts(body["input"]!), (int?)body["dimensions"]),
            ["prompt_eval_count"] = 7,
        },
        "batchEmbedContents" => new JsonObject
        {
            ["embeddings"] = new JsonArray([.. Lists(
                    [.. body["requests"]!.AsArray().Select(static request => (string)request!["content"]!["parts"]![0]!["text"]!)],
                    (int?)body["requests"]![0]!["outputDimensionality"])
                .Select(static vector => new JsonObject { ["values"] = vector!.DeepClone() })]),
            ["usageMetadata"] = new JsonObject { ["promptTokenCount"] = 7 },
        },
        _ => null,
    };

    private static JsonObject OpenAI(JsonNode body, string model)
    {
        bool asBase64 = (string?)body["encoding_format"] == "base64" && model != "numbers";
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. Vectors(Texts(body["input"]!), (int?)body["dimensions"]).Select((vector, index) => new JsonObject
            {
                ["object"] = "embedding",
                ["index"] = index,
                ["embedding"] = asBase64 ? Convert.ToBase64String([.. vector.SelectMany(BitConverter.GetBytes)]) : List(vector),
            })]),
            ["model"] = model,
            ["usage"] = new JsonObject { ["prompt_tokens"] = 7, ["total_tokens"] = 7 },
        };
    }

    private static List<string> Texts(JsonNode input) => input is JsonArray list ? [.. list.Select(static text => (string)text!)] : [(string)input!];

    private static JsonArray Lists(List<string> texts, int? dimensions) => new([.. Vectors(texts, dimensions).Select(List)]);

    private static JsonArray List(float[] vector) => new([.. vector.Select(static number => (JsonNode)number)]);

    private static IEnumerable<float[]> Vectors(List<string> texts, int? dimensions) =>
        texts.Select((text, index) => ((float[])[index, text.Length, .. Tail])[..(dimensions ?? 4)]);
}
