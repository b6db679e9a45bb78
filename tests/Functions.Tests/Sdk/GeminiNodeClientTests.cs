using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Google's npm client: its errors, its models, cancelling, and that streams are passed on while they run.</summary>
public sealed class GeminiNodeClientTests(StagedGateway staged) : IClassFixture<StagedGateway>
{
    [Fact]
    public Task The_client_behaves_as_with_Google() =>
        NodeChecks.RunAsync("gemini-client-checks.mjs", expected: 12, staged.Gateway, ("PROVIDER_URL", staged.Provider.Address.ToString()));
}
