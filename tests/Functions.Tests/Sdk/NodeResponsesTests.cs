using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Responses by the npm client against models of every provider dialect, played by aimock.</summary>
public sealed class NodeResponsesTests(MockedGateway mocked) : IClassFixture<MockedGateway>
{
    [Theory]
    [InlineData("gpt-4.1-mini")]
    [InlineData("claude-sonnet-4-6")]
    [InlineData("gemini-2.5-flash")]
    [InlineData("ollama/llama3.2")]
    [InlineData("deepseek/deepseek-chat")]
    public Task Everything_that_an_app_does_works_with_every_dialect(string model) =>
        NodeChecks.RunAsync("responses-provider-checks.mjs", expected: 14, mocked.Gateway, ("MODEL", model));
}
