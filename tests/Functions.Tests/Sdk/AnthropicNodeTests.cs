using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Anthropic's npm client against models of every provider dialect, played by aimock: only the base URL is the gateway's.</summary>
public sealed class AnthropicNodeTests(MockedGateway mocked) : IClassFixture<MockedGateway>
{
    [Theory]
    [InlineData("gpt-4.1-mini")]
    [InlineData("claude-sonnet-4-6")]
    [InlineData("gemini-2.5-flash")]
    [InlineData("ollama/llama3.2")]
    public Task Everything_that_an_app_does_works_with_every_dialect(string model) =>
        NodeChecks.RunAsync("anthropic-checks.mjs", expected: 11, mocked.Gateway, ("MODEL", model));
}
