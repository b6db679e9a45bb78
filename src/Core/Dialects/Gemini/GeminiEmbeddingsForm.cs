using System.Buffers;
using System.Text.Json;
using LlmFunctions.Embeddings;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Google's <c>embedContent</c> and <c>batchEmbedContents</c>. The model is in the path, so an instance is made for each call.</summary>
/// <param name="model">The model that the path names.</param>
/// <param name="isBatch">Whether it is <c>batchEmbedContents</c>.</param>
public sealed class GeminiEmbeddingsForm(string model, bool isBatch) : IEmbeddingsForm
{
    public ClientEmbeddings ReadRequest(ReadOnlyMemory<byte> body) => GeminiEmbeddingsReader.Read(body, model, isBatch);

    public void WriteResponse(EmbeddingsResponse response, EmbeddingsRequest request, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        if (isBatch)
        {
            writer.WriteStartArray("embeddings"u8);
        }
        else
        {
            writer.WritePropertyName("embedding"u8);
        }

        foreach (float[] vector in response.Vectors)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("values"u8);
            EmbeddingVector.WriteNumbers(writer, vector);
            writer.WriteEndObject();
        }

        if (isBatch)
        {
            writer.WriteEndArray();
        }

        if (response.Usage is { } usage)
        {
            writer.WriteStartObject("usageMetadata"u8);
            writer.WriteNumber("promptTokenCount"u8, usage.PromptTokens);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
