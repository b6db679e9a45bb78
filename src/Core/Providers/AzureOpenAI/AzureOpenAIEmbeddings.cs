using LlmFunctions.Embeddings;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.AzureOpenAI;

/// <summary>OpenAI's embeddings at the address of a deployment.</summary>
internal sealed class AzureOpenAIEmbeddings(AzureOpenAIAddress address) : IEmbeddingsTranslator
{
    private const string Operation = "embeddings";

    public UpstreamRequest ToUpstream(EmbeddingsRequest request, UpstreamTarget target) =>
        AtDeployment(OpenAIEmbeddings.Instance.ToUpstream(request, OfDeployment(target)), target);

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, EmbeddingsRequest request, UpstreamTarget target) =>
        AtDeployment(OpenAIEmbeddings.Instance.PassThrough(body, request, OfDeployment(target)), target);

    public EmbeddingsResponse FromUpstream(ReadOnlyMemory<byte> body, EmbeddingsRequest request) => OpenAIEmbeddings.Instance.FromUpstream(body, request);

    private UpstreamTarget OfDeployment(UpstreamTarget target) => target with { Model = address.DeploymentOf(target.Model) };

    private UpstreamRequest AtDeployment(UpstreamRequest request, UpstreamTarget target) => request with { Path = address.PathOf(Operation, target.Model) };
}
