using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Anthropic's npm client: its error classes, counting, cancelling, and that streams are passed on while they run.</summary>
public sealed class AnthropicNodeClientTests(StagedGateway staged) : IClassFixture<StagedGateway>
{
    [Fact]
    public Task The_client_behaves_as_with_Anthropic() =>
        NodeChecks.RunAsync("anthropic-client-checks.mjs", expected: 11, staged.Gateway, ("PROVIDER_URL", staged.Provider.Address.ToString()));
}
