using System.Text;
using LlmFunctions.Errors;
using LlmFunctions.Tests.Fixtures;
using Xunit;

namespace LlmFunctions.Tests.Providers;

public sealed class NotFoundTests
{
    [Theory]
    [InlineData("")]
    [InlineData("404 page not found")]
    [InlineData("<html><body><h1>Not Found</h1></body></html>")]
    [InlineData("""{"detail":"Not Found"}""")]
    [InlineData("""{"error":"Not Found"}""")]
    [InlineData("""{"error":{"message":"Not found.","type":"not_found_error"}}""")]
    [InlineData("""{"error":{"message":"Invalid URL (POST /v2/chat/completions)","type":"invalid_request_error","param":null,"code":null}}""")]
    public void A_server_without_the_page_is_a_wrong_address_and_no_unknown_model(string body) =>
        Assert.All(ProviderDialects.All, dialect =>
        {
            GatewayError error = dialect.ErrorFromUpstream(404, Encoding.UTF8.GetBytes(body));
            Assert.Equal((ErrorKind.UpstreamError, 404), (error.Kind, error.UpstreamStatus));
            Assert.Contains("BaseUrl", error.Message, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("""{"error":{"message":"The model gone-1 was not found"}}""")]
    public void A_provider_that_does_not_know_the_model_says_so(string body) =>
        Assert.All(ProviderDialects.All, dialect => Assert.Equal(ErrorKind.ModelNotFound, dialect.ErrorFromUpstream(404, Encoding.UTF8.GetBytes(body)).Kind));
}
