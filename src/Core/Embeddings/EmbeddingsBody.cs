using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Embeddings;

/// <summary>
/// A provider's answer, taken apart: the vectors, which are most of it, as bytes, because an element for each of their
/// numbers would be many times as large; and all else.
/// </summary>
/// <param name="Vectors">The value of the field that holds the vectors; empty when there is none.</param>
/// <param name="Rest">The answer with null in the place of that field.</param>
internal readonly record struct EmbeddingsBody(ReadOnlyMemory<byte> Vectors, JsonElement Rest)
{
    private static readonly ReadOnlyMemory<byte> Null = "null"u8.ToArray();

    /// <exception cref="GatewayException">The body is not a JSON object.</exception>
    public static EmbeddingsBody Parse(ReadOnlyMemory<byte> body, string field)
    {
        ReadOnlyMemory<byte> vectors = default;
        try
        {
            ReadOnlyMemory<byte> rest = JsonBodyRewriter.Rewrite(JsonText.MakeReadable(body), [JsonEdit.Change(field, value =>
            {
                vectors = value;
                return Null;
            })]);
            return new EmbeddingsBody(vectors, JsonElement.Parse(rest.Span));
        }
        catch (JsonException exception)
        {
            throw UpstreamErrors.Malformed("an answer that is not a JSON object", exception);
        }
    }

    /// <summary>Reads vectors that are a list of lists of numbers.</summary>
    /// <exception cref="GatewayException">They are not.</exception>
    public List<float[]> ReadLists()
    {
        Utf8JsonReader reader = Begin(Vectors);
        List<float[]> vectors = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            vectors.Add(EmbeddingVector.Read(ref reader) ?? throw NoVector());
        }

        return vectors;
    }

    /// <summary>Reads vectors that are a list of objects, each with the vector in one field and perhaps its place in another.</summary>
    /// <exception cref="GatewayException">They are not.</exception>
    public List<float[]> ReadObjects(string vectorField, string? indexField, out bool anyBase64)
    {
        Utf8JsonReader reader = Begin(Vectors);
        List<(int Index, float[] Vector)> items = [];
        anyBase64 = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            float[]? vector = null;
            int index = -1;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isVector = reader.ValueTextEquals(vectorField);
                bool isIndex = indexField is not null && reader.ValueTextEquals(indexField);
                reader.Read();
                if (isVector)
                {
                    anyBase64 |= reader.TokenType == JsonTokenType.String;
                    vector = EmbeddingVector.Read(ref reader) ?? throw NoVector();
                }
                else if (isIndex && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int given))
                {
                    index = given;
                }
                else
                {
                    reader.Skip();
                }
            }

            items.Add((index, vector ?? throw NoVector()));
        }

        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw NoVector();
        }

        return InOrder(items);
    }

    private static Utf8JsonReader Begin(ReadOnlyMemory<byte> json)
    {
        Utf8JsonReader reader = new(json.Span);
        return !json.IsEmpty && reader.Read() && reader.TokenType == JsonTokenType.StartArray
            ? reader
            : throw UpstreamErrors.Malformed("an answer without embeddings");
    }

    /// <summary>Some providers give each vector the index 0: only indexes that make an order are one.</summary>
    private static List<float[]> InOrder(List<(int Index, float[] Vector)> items)
    {
        (int Index, float[] Vector)[] ordered = [.. items.OrderBy(static item => item.Index)];
        bool makeAnOrder = ordered.Select(static item => item.Index).SequenceEqual(Enumerable.Range(0, ordered.Length));
        return [.. (makeAnOrder ? ordered : [.. items]).Select(static item => item.Vector)];
    }

    private static GatewayException NoVector() => UpstreamErrors.Malformed("an embedding that is not a vector of numbers");
}
