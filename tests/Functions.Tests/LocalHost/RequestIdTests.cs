using LlmFunctions.Functions.Middleware;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class RequestIdTests
{
    [Theory]
    [InlineData("abc-DEF_1.2")]
    [InlineData("x")]
    public async Task A_sane_request_id_of_the_caller_is_kept(string id)
    {
        Assert.Equal((id, id), await CallAsync(id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("has space")]
    [InlineData("semi;colon")]
    [InlineData("a/b")]
    public async Task Without_a_sane_one_a_new_id_is_made(string? id)
    {
        var (header, seen) = await CallAsync(id);

        Assert.Equal(header, seen);
        Assert.Matches("^[0-9a-f]{32}$", header);
    }

    [Fact]
    public async Task The_longest_id_has_128_characters()
    {
        Assert.Equal(new string('a', 128), (await CallAsync(new string('a', 128))).Header);
        Assert.Equal(32, (await CallAsync(new string('a', 129))).Header.Length);
    }

    private static async Task<(string Header, string Seen)> CallAsync(string? id)
    {
        await using var host = await TestHost.StartAsync(
            [typeof(Echo)], worker => worker.UseMiddleware<RequestIdMiddleware>());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/trace-identifier");
        if (id is not null)
        {
            request.Headers.TryAddWithoutValidation("x-request-id", id);
        }

        using var response = await host.Client.SendAsync(request, TestHost.Cancel);
        return (Assert.Single(response.Headers.GetValues("x-request-id")), await response.Content.ReadAsStringAsync(TestHost.Cancel));
    }

    public static class Echo
    {
        [Function("TraceIdentifier")]
        public static IResult Run([HttpTrigger(Route = "trace-identifier")] HttpRequest request) => Results.Text(request.HttpContext.TraceIdentifier);
    }
}
