using System.Buffers;
using System.Text.Json;
using LlmFunctions.Embeddings;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Ollama's <c>/api/embed</c>, and the older <c>/api/embeddings</c> for one prompt.</summary>
public sealed class OllamaEmbeddingsForm : IEmbeddingsForm
{
    private readonly Func<ReadOnlyMemory<byte>, ClientEmbeddings> _read;
    private readonly Action<Utf8JsonWriter, EmbeddingsResponse> _write;

    private OllamaEmbeddingsForm(Func<ReadOnlyMemory<byte>, ClientEmbeddings> read, Action<Utf8JsonWriter, EmbeddingsResponse> write)
    {
        _read = read;
        _write = write;
    }

    public static OllamaEmbeddingsForm Embed { get; } = new(OllamaEmbeddingsReader.ReadEmbed, WriteEmbed);

    /// <summary>For the provider it is the same as <see cref="Embed"/>.</summary>
    public static OllamaEmbeddingsForm Older { get; } = new(OllamaEmbeddingsReader.ReadOlder, WriteOlder);

    public ClientEmbeddings ReadRequest(ReadOnlyMemory<byte> body) => _read(body);

    public void WriteResponse(EmbeddingsResponse response, EmbeddingsRequest request, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        _write(writer, response);
    }

    public IReadOnlyList<string> NamesOf(IReadOnlyList<string> fields, EmbeddingsRequest request) => OllamaFieldNames.Of(fields, request.Extra);

    private static void WriteEmbed(Utf8JsonWriter writer, EmbeddingsResponse response)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, response.Model);
        writer.WriteStartArray("embeddings"u8);
        foreach (float[] vector in response.Vectors)
        {
            EmbeddingVector.WriteNumbers(writer, vector);
        }

        writer.WriteEndArray();
        if (response.Timing.Total > TimeSpan.Zero)
        {
            writer.WriteNumber("total_duration"u8, OllamaEnding.Nanoseconds(response.Timing.Total));
            writer.WriteNumber("load_duration"u8, 0);
        }

        if (response.Usage is { } usage)
        {
            writer.WriteNumber("prompt_eval_count"u8, usage.PromptTokens);
        }

        writer.WriteEndObject();
    }

    private static void WriteOlder(Utf8JsonWriter writer, EmbeddingsResponse response)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("embedding"u8);
        EmbeddingVector.WriteNumbers(writer, response.Vectors is [{ } vector, ..] ? vector : []);
        writer.WriteEndObject();
    }
}
