using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Responses by the npm client: its errors, conversations, cancelling, and that streams are passed on while they run.</summary>
public sealed class NodeResponsesClientTests(StagedGateway staged) : IClassFixture<StagedGateway>
{
    [Fact]
    public Task The_client_behaves_as_with_OpenAI() =>
        NodeChecks.RunAsync("responses-client-checks.mjs", expected: 14, staged.Gateway, ("PROVIDER_URL", staged.Provider.Address.ToString()));
}
