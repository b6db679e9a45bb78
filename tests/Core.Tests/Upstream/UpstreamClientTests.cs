using System.Net;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Pipeline;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Upstream;

public sealed class UpstreamClientTests
{
    [Theory]
    [InlineData("../admin")]
    [InlineData("a/../../admin")]
    [InlineData("a/%2e%2e/%2e%2e/admin")]
    [InlineData("/admin")]
    [InlineData("//elsewhere.example.org/v1/a")]
    [InlineData("https://elsewhere.example.org/v1/a")]
    [InlineData("http://inner.example.org/v1/a")]
    [InlineData("https://inner.example.org:8443/v1/a")]
    public async Task No_path_leads_away_from_the_providers_address(string path)
    {
        ScriptedHandler handler = new((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)));
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => SendAsync(handler, "https://inner.example.org/v1/", path));
        Assert.Equal(ErrorKind.ModelNotFound, exception.Error.Kind);
        Assert.Equal(0, handler.Calls);
    }

    [Theory]
    [InlineData("https://inner.example.org/v1/", "a%2F..%2Fb:c?alt=sse", "https://inner.example.org/v1/a%2F..%2Fb:c?alt=sse")]
    [InlineData("https://user:pass@inner.example.org/", "a", "https://user:pass@inner.example.org/a")]
    public async Task A_path_is_put_below_the_providers_address(string baseUrl, string path, string expected)
    {
        Uri? called = null;
        ScriptedHandler handler = new((request, _) =>
        {
            called = request.RequestUri;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        });
        await SendAsync(handler, baseUrl, path);
        Assert.Equal(expected, called!.AbsoluteUri);
    }

    private static async Task SendAsync(ScriptedHandler handler, string baseUrl, string path)
    {
        Provider provider = new() { Name = "a", Dialect = OpenAIDialect.Instance, BaseUrl = new Uri(baseUrl), InProcess = _ => handler };
        using UpstreamClient client = new(new ManualTimeProvider(), new ScriptedTokens());
        using UpstreamResponse response = await client.SendAsync(provider, new UpstreamRequest { Path = path, Body = "{}"u8.ToArray() }, apiKey: null, TestContext.Current.CancellationToken);
    }
}
