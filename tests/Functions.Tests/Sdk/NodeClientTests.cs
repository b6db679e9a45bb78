using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>The npm client: its error classes, its models, cancelling, and that streams are passed on while they run.</summary>
public sealed class NodeClientTests(StagedGateway staged) : IClassFixture<StagedGateway>
{
    [Fact]
    public Task The_client_behaves_as_with_OpenAI() =>
        NodeChecks.RunAsync("client-checks.mjs", expected: 12, staged.Gateway, ("PROVIDER_URL", staged.Provider.Address.ToString()));
}
