using System.Buffers;
using System.Text.Json;
using LlmFunctions.Embeddings;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>OpenAI's embeddings, as apps ask for them.</summary>
public sealed class OpenAIEmbeddingsForm : IEmbeddingsForm
{
    private OpenAIEmbeddingsForm()
    {
    }

    public static OpenAIEmbeddingsForm Instance { get; } = new();

    public ClientEmbeddings ReadRequest(ReadOnlyMemory<byte> body)
    {
        ReadOnlyMemory<byte> json = OpenAIBody.WithoutByteOrderMark(body);
        EmbeddingsRequest request = RequestJson.Parse(json, EmbeddingsJson.Strict.EmbeddingsRequest);
        OpenAIEmbeddingsValidator.Validate(request);
        return new ClientEmbeddings(request, json);
    }

    public void WriteResponse(EmbeddingsResponse response, EmbeddingsRequest request, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list"u8);
        writer.WriteStartArray("data"u8);
        for (int i = 0; i < response.Vectors.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("object"u8, "embedding"u8);
            writer.WriteNumber("index"u8, i);
            writer.WritePropertyName("embedding"u8);
            if (request.WantsBase64)
            {
                EmbeddingVector.WriteBase64(writer, response.Vectors[i]);
            }
            else
            {
                EmbeddingVector.WriteNumbers(writer, response.Vectors[i]);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("model"u8, response.Model);
        if (response.Usage is { } usage)
        {
            writer.WriteStartObject("usage"u8);
            writer.WriteNumber("prompt_tokens"u8, usage.PromptTokens);
            writer.WriteNumber("total_tokens"u8, usage.TotalTokens);
            writer.WriteEndObject();
        }

        foreach ((string name, JsonElement value) in response.Extra)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
