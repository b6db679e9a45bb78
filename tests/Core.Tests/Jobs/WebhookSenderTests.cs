using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Jobs.Webhooks;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Tests.Jobs;

public sealed class WebhookSenderTests
{
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.0", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("64:ff9b::8.8.8.8", true)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:db8::1", false)]
    public void Addresses_around_this_machine_are_told_from_those_of_the_internet(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddresses.IsOne(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://hooks.example.org/a?b=c", true)]
    [InlineData("https://HOOKS.example.org:8443/", true)]
    [InlineData("https://one.example.net/", true)]
    [InlineData("https://example.net/", false)]
    [InlineData("https://evilexample.net/", false)]
    [InlineData("https://hooks.example.org.evil.org/", false)]
    [InlineData("http://hooks.example.org/", false)]
    [InlineData("http://127.0.0.1/", false)]
    public void Only_the_hosts_of_the_settings_may_be_called(string address, bool isAllowed)
    {
        WebhookPolicy policy = PolicyOf(loopback: false);

        if (isAllowed)
        {
            Assert.Equal(new Uri(address), policy.Check(address));
            return;
        }

        Assert.Equal((ErrorKind.InvalidRequest, "x-llm-webhook"), ErrorOf(() => policy.Check(address)));
    }

    /// <summary>The example of https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md and its libraries' tests.</summary>
    [Fact]
    public void The_signature_is_that_of_standard_webhooks() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}"""u8));

    [Fact]
    public async Task A_name_that_leads_into_a_private_network_is_not_connected_to()
    {
        using TcpListener inner = new(IPAddress.Loopback, 0);
        inner.Start();
        using WebhookSender sender = SenderOf(loopback: false, IPAddress.Loopback, IPAddress.Parse("10.0.0.1"));

        (int? status, string? problem) = await sender.SendAsync(new Uri($"https://hooks.example.org:{((IPEndPoint)inner.LocalEndpoint).Port}/"), "job_1", "{}"u8.ToArray(), Cancel);

        Assert.Equal((null, "the receiver's name leads to no public address"), (status, problem));
        Assert.False(inner.Pending());
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using TcpListener receiver = new(IPAddress.Loopback, 0);
        receiver.Start();
        int port = ((IPEndPoint)receiver.LocalEndpoint).Port;
        using WebhookSender sender = SenderOf(loopback: true, IPAddress.Loopback);

        Task<(int? Status, string? Problem)> sending = sender.SendAsync(new Uri($"http://localhost:{port}/"), "job_1", "{}"u8.ToArray(), Cancel);
        using Socket connection = await receiver.AcceptSocketAsync(Cancel);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: http://localhost:{port}/inner\r\nContent-Length: 0\r\n\r\n"), Cancel);

        Assert.Equal((302, "the receiver did not answer with a 2xx status"), await sending);
        Assert.False(receiver.Pending());
    }

    [Fact]
    public async Task A_receiver_that_is_silent_is_not_waited_for_for_ever()
    {
        using TcpListener receiver = new(IPAddress.Loopback, 0);
        receiver.Start();
        using WebhookSender sender = SenderOf(loopback: true, IPAddress.Loopback);

        Task<(int? Status, string? Problem)> sending = sender.SendAsync(new Uri($"http://localhost:{((IPEndPoint)receiver.LocalEndpoint).Port}/"), "job_1", "{}"u8.ToArray(), Cancel);
        using Socket connection = await receiver.AcceptSocketAsync(Cancel);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal((null, "the receiver did not answer in time"), await sending);
    }

    private static (ErrorKind Kind, string? Param) ErrorOf(Action action)
    {
        GatewayError error = Assert.Throws<GatewayException>(action).Error;
        return (error.Kind, error.Param);
    }

    private static GatewayOptions OptionsOf(bool loopback) =>
        new() { Jobs = new JobOptions { WebhookHosts = ["hooks.example.org", "*.example.net"], WebhookSecret = "0123456789abcdef", WebhookLoopback = loopback } };

    private static WebhookPolicy PolicyOf(bool loopback) => new(OptionsOf(loopback));

    private WebhookSender SenderOf(bool loopback, params IPAddress[] addresses) =>
        new(PolicyOf(loopback), OptionsOf(loopback), _time, (_, _) => Task.FromResult(addresses));
}
