using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>The npm clients of OpenAI, Ollama and Google, embedding with models of every dialect that can.</summary>
public sealed class NodeEmbeddingsTests(StagedGateway staged) : IClassFixture<StagedGateway>
{
    [Fact]
    public Task The_clients_embed_as_with_their_own_vendors() => NodeChecks.RunAsync("embeddings-checks.mjs", expected: 10, staged.Gateway);
}
