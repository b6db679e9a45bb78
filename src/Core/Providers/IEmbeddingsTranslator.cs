using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers;

/// <summary>How a provider's dialect says embeddings: two pure translators, as for chat.</summary>
public interface IEmbeddingsTranslator
{
    /// <summary>Writes the canonical request in this dialect.</summary>
    /// <exception cref="GatewayException">The request has what cannot be carried and must not be dropped.</exception>
    UpstreamRequest ToUpstream(EmbeddingsRequest request, UpstreamTarget target);

    /// <summary>Makes the upstream request from a client's body that is already in this dialect: only the model and the gateway's extensions are rewritten.</summary>
    UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, EmbeddingsRequest request, UpstreamTarget target);

    /// <summary>Reads the answer to a request.</summary>
    /// <exception cref="GatewayException">The body is not an answer.</exception>
    EmbeddingsResponse FromUpstream(ReadOnlyMemory<byte> body, EmbeddingsRequest request);
}
