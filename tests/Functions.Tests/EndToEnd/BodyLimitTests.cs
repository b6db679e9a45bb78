using System.Net.Sockets;
using System.Text;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>A body above the limit is refused, and one that announces itself is not even waited for.</summary>
public sealed class BodyLimitTests
{
    private const int Limit = 4096;

    [Fact]
    public async Task A_body_that_announces_itself_above_the_limit_is_refused_before_a_byte_of_it_was_sent()
    {
        await using GatewayApp gateway = await StartAsync();

        string answer = await SendHeadAsync(gateway, $"Content-Length: {Limit + 1}\r\n");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_too_large\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_above_the_limit_that_comes_in_chunks_is_refused_when_the_limit_is_passed()
    {
        await using GatewayApp gateway = await StartAsync();

        // The body has no end: only its beginning decides.
        string answer = await SendHeadAsync(gateway, "Transfer-Encoding: chunked\r\n", $"{Limit + 1:x}\r\n{new string('x', Limit + 1)}\r\n");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_too_large\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_served()
    {
        await using GatewayApp gateway = await StartAsync();
        const string start = "{\"model\":\"sandbox/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

        Assert.Equal(200, (await gateway.Caller.AskAsync(start.PadRight(Limit - 1) + "}")).Code);
        Assert.Equal(413, (await gateway.Caller.AskAsync(start.PadRight(Limit) + "}")).Code);
    }

    private static Task<GatewayApp> StartAsync() => GatewayApp.StartAsync(new GatewaySettings().With("Gateway__MaxRequestBytes", $"{Limit}"));

    private static async Task<string> SendHeadAsync(GatewayApp gateway, string headers, string body = "")
    {
        using TcpClient client = new();
        await client.ConnectAsync(gateway.BaseAddress.Host, gateway.BaseAddress.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        string head = $"POST /v1/chat/completions HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Type: application/json\r\n{headers}\r\n{body}";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), TestContext.Current.CancellationToken);
        StringBuilder answer = new();
        byte[] buffer = new byte[4096];
        while (!answer.ToString().Contains("}}", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }
}
