using System.Buffers.Binary;
using System.Text.Json;

namespace LlmFunctions.Embeddings;

/// <summary>The two ways in which vectors are written: an array of numbers, and base64 of little-endian 32-bit floats.</summary>
public static class EmbeddingVector
{
    /// <summary>Reads either form; null when the value is neither, or has a number that is not finite.</summary>
    /// <param name="reader">At the value; at its end afterwards.</param>
    public static float[]? Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartArray => ReadNumbers(ref reader),
        JsonTokenType.String when reader.TryGetBytesFromBase64(out byte[]? bytes) => FromBytes(bytes),
        _ => null,
    };

    public static void WriteNumbers(Utf8JsonWriter writer, ReadOnlySpan<float> vector)
    {
        writer.WriteStartArray();
        foreach (float number in vector)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }

    public static void WriteBase64(Utf8JsonWriter writer, ReadOnlySpan<float> vector)
    {
        byte[] bytes = new byte[vector.Length * sizeof(float)];
        for (int i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        writer.WriteBase64StringValue(bytes);
    }

    private static float[]? ReadNumbers(ref Utf8JsonReader reader)
    {
        List<float> numbers = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetSingle(out float number) || !float.IsFinite(number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray ? [.. numbers] : null;
    }

    private static float[]? FromBytes(byte[] bytes)
    {
        if (bytes.Length % sizeof(float) != 0)
        {
            return null;
        }

        float[] vector = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }

        return Array.TrueForAll(vector, float.IsFinite) ? vector : null;
    }
}
