using System.Globalization;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>Makes embeddings as OpenAI does: the same request has the same answer, byte for byte.</summary>
internal static class SandboxEmbeddings
{
    private const int UsualDimensions = 8;
    private const int MostDimensions = 4096;
    private const int MostInputs = 2048;
    private const int MostNumbers = 2 * 1024 * 1024;

    /// <exception cref="GatewayException">The request is one that OpenAI would refuse, or asks for more than is served.</exception>
    public static ReadOnlyMemory<byte> Answer(EmbeddingsRequest request, SandboxOptions options)
    {
        IReadOnlyList<IReadOnlyList<string>> words = [.. Words(request.Input ?? throw SandboxField.Invalid("input", "must be given"))];
        int dimensions = request.Dimensions ?? UsualDimensions;
        Check(words, dimensions);
        long tokens = options.PromptTokens ?? words.Sum(static text => (long)text.Count);
        return JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("object"u8, "list"u8);
            writer.WriteStartArray("data"u8);
            for (int i = 0; i < words.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("object"u8, "embedding"u8);
                writer.WriteNumber("index"u8, i);
                writer.WritePropertyName("embedding"u8);
                float[] vector = SandboxVector.Of(words[i], dimensions);
                if (request.WantsBase64)
                {
                    EmbeddingVector.WriteBase64(writer, vector);
                }
                else
                {
                    EmbeddingVector.WriteNumbers(writer, vector);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("model"u8, request.Model);
            writer.WriteStartObject("usage"u8);
            writer.WriteNumber("prompt_tokens"u8, tokens);
            writer.WriteNumber("total_tokens"u8, tokens);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>The words of each text; of tokens, each is one.</summary>
    private static IEnumerable<IReadOnlyList<string>> Words(EmbeddingsInput input) => input.Texts is { } texts
        ? texts.Select(static text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        : input.Tokens!.Select(static tokens => (IReadOnlyList<string>)[.. tokens.Select(static token => token.ToString(CultureInfo.InvariantCulture))]);

    private static void Check(IReadOnlyList<IReadOnlyList<string>> words, int dimensions)
    {
        if (words.Count is 0 or > MostInputs)
        {
            throw SandboxField.Invalid("input", $"must have from 1 to {MostInputs} items");
        }

        if (words.Any(static text => text.Count == 0))
        {
            throw SandboxField.Invalid("input", "must not have an empty text");
        }

        if (dimensions is < 1 or > MostDimensions)
        {
            throw SandboxField.Invalid("dimensions", $"must be from 1 to {MostDimensions}");
        }

        if ((long)words.Count * dimensions > MostNumbers)
        {
            throw SandboxField.Invalid("dimensions", $"asks for too much: all vectors together may have {MostNumbers} numbers");
        }
    }
}
