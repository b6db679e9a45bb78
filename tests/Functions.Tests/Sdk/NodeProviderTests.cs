using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>The npm client against models of every provider dialect, played by aimock: only the base URL is the gateway's.</summary>
public sealed class NodeProviderTests(MockedGateway mocked) : IClassFixture<MockedGateway>
{
    [Theory]
    [InlineData("gpt-4.1-mini")]
    [InlineData("claude-sonnet-4-6")]
    [InlineData("gemini-2.5-flash")]
    [InlineData("cohere/command-a-vision-07-2025")]
    [InlineData("ollama/llama3.2")]
    [InlineData("deepseek/deepseek-chat")]
    public Task Everything_that_an_app_does_works_with_every_dialect(string model) =>
        NodeChecks.RunAsync("provider-checks.mjs", expected: 12, mocked.Gateway, ("MODEL", model));
}
