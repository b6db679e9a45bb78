using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Ollama's npm client: its errors, its questions about models, cancelling, and that streams are passed on while they run.</summary>
public sealed class NodeOllamaClientTests(StagedGateway staged) : IClassFixture<StagedGateway>
{
    [Fact]
    public Task The_client_behaves_as_with_Ollama() =>
        NodeChecks.RunAsync("ollama-client-checks.mjs", expected: 14, staged.Gateway, ("PROVIDER_URL", staged.Provider.Address.ToString()));
}
