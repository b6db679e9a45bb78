using System.Buffers;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects;

/// <summary>How apps ask for embeddings in a dialect, and how they want them back.</summary>
public interface IEmbeddingsForm
{
    /// <summary>Reads and validates a request.</summary>
    /// <exception cref="GatewayException">The body is not a valid request; names the field.</exception>
    ClientEmbeddings ReadRequest(ReadOnlyMemory<byte> body);

    void WriteResponse(EmbeddingsResponse response, EmbeddingsRequest request, IBufferWriter<byte> output);

    /// <summary>The names of a request's canonical fields as its clients write them.</summary>
    IReadOnlyList<string> NamesOf(IReadOnlyList<string> fields, EmbeddingsRequest request) => fields;
}
