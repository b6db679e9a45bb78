using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Embeddings;

/// <summary>Reads and writes the four forms of an input: a text, texts, the tokens of a text, the tokens of texts.</summary>
internal sealed class EmbeddingsInputConverter : JsonConverter<EmbeddingsInput>
{
    private const string Forms = "must be a string, an array of strings, an array of tokens or an array of arrays of tokens";

    public override EmbeddingsInput Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return EmbeddingsInput.Of(reader.GetString()!);
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException(Forms);
        }

        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Number => EmbeddingsInput.Of(ReadTokens(ref reader)),
            JsonTokenType.StartArray => EmbeddingsInput.Of(ReadTokenLists(ref reader)),
            _ => EmbeddingsInput.Of(ReadTexts(ref reader)),
        };
    }

    public override void Write(Utf8JsonWriter writer, EmbeddingsInput value, JsonSerializerOptions options)
    {
        if (!value.IsSingle)
        {
            writer.WriteStartArray();
        }

        foreach (string text in value.Texts ?? [])
        {
            writer.WriteStringValue(text);
        }

        foreach (IReadOnlyList<int> tokens in value.Tokens ?? [])
        {
            writer.WriteStartArray();
            foreach (int token in tokens)
            {
                writer.WriteNumberValue(token);
            }

            writer.WriteEndArray();
        }

        if (!value.IsSingle)
        {
            writer.WriteEndArray();
        }
    }

    private static List<string> ReadTexts(ref Utf8JsonReader reader)
    {
        List<string> texts = [];
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            texts.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException(Forms));
        }

        return texts;
    }

    private static List<IReadOnlyList<int>> ReadTokenLists(ref Utf8JsonReader reader)
    {
        List<IReadOnlyList<int>> lists = [];
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException(Forms);
            }

            reader.Read();
            lists.Add(ReadTokens(ref reader));
        }

        return lists;
    }

    private static List<int> ReadTokens(ref Utf8JsonReader reader)
    {
        List<int> tokens = [];
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            tokens.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int token) ? token : throw new JsonException(Forms));
        }

        return tokens;
    }
}
