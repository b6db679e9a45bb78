using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmFunctions.Alerts;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Jobs.Webhooks;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Jobs;

/// <summary>No webhook, of a job or of an alert, is a way into the network that the app is in.</summary>
public sealed class WebhookSsrfTests
{
    /// <summary>Addresses of machines and networks around the app, in every form that a program could read as one.</summary>
    public static TheoryData<string> Inner =>
    [
        "https://127.0.0.1/", "https://127.0.0.1:443/", "https://127.1/", "https://127.255.255.254/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/", "https://0177.0.0.1/",
        "https://017700000001/", "https://0/", "https://0.0.0.0/", "https://10.0.0.1/", "https://10.1/", "https://167772161/", "https://172.16.0.1/", "https://192.168.0.1/", "https://169.254.169.254/latest/meta-data",
        "https://2852039166/", "https://0xa9fea9fe/", "https://0251.0376.0251.0376/", "https://168.63.129.16/", "https://100.64.0.1/", "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/",
        "https://[::ffff:169.254.169.254]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b::a9fe:a9fe]/", "https://[fd00::1]/", "https://[fc00::1]/", "https://[fe80::1]/", "https://[fec0::1]/", "https://[2002:7f00:1::]/",
        "https://[2001:0:7f00:1::]/", "https://[ff02::1]/", "https://localhost/", "https://LOCALHOST./", "https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/",
    ];

    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Inner))]
    public void An_address_that_nobody_allowed_is_refused_in_whatever_form(string address) => Assert.Equal(
        ErrorKind.InvalidRequest,
        Assert.Throws<GatewayException>(() => new WebhookPolicy(OptionsOf("hooks.example.org", "*.example.net")).Check(address)).Error.Kind);

    /// <summary>Even an operator who has allowed such a host gives nobody a way in: what counts is where the connection would lead.</summary>
    [Theory]
    [MemberData(nameof(Inner))]
    public async Task An_inner_address_is_not_connected_to_even_where_its_host_is_allowed(string address)
    {
        Uri parsed = new(address);
        GatewayOptions options = OptionsOf(parsed.IdnHost);
        WebhookPolicy policy = new(options);

        // Whatever is no number is a name that leads to this machine.
        using WebhookSender sender = new(policy, options, _time, static (host, _) => Task.FromResult<IPAddress[]>(IPAddress.TryParse(host, out IPAddress? number) ? [number] : [IPAddress.Loopback, IPAddress.IPv6Loopback]));

        Assert.Equal((null, "the receiver's name leads to no public address"), await sender.SendAsync(policy.Check(address), "job_1", "{}"u8.ToArray(), Cancel));
    }

    [Theory]
    [InlineData("https://user@hooks.example.org/")]
    [InlineData("https://hooks.example.org@127.0.0.1/")]
    [InlineData("https://hooks.example.org%2F@127.0.0.1/")]
    [InlineData("https://127.0.0.1/?hooks.example.org")]
    [InlineData("https://127.0.0.1#hooks.example.org")]
    [InlineData("https://hooks.example.org.127.0.0.1.nip.io/")]
    [InlineData("https://hooks.example.orgg/")]
    [InlineData("https://a.hooks.example.org/")]
    [InlineData("https://.example.net/")]
    [InlineData("https://x.example.net.evil.org/")]
    [InlineData("https://xn--example-9d0b.net/")]
    [InlineData("gopher://hooks.example.org/")]
    [InlineData("file://hooks.example.org/etc/passwd")]
    [InlineData("\\\\hooks.example.org\\share")]
    [InlineData("//hooks.example.org/")]
    [InlineData("https:hooks.example.org")]
    [InlineData("javascript:alert(1)")]
    public void What_only_looks_like_an_allowed_host_is_refused(string address) =>
        Assert.Throws<GatewayException>(() => new WebhookPolicy(OptionsOf("hooks.example.org", "*.example.net")).Check(address));

    /// <summary>DNS rebinding: the name is looked up for each connection, and the connection goes to the addresses that were checked, not to the name.</summary>
    [Fact]
    public async Task A_name_that_leads_elsewhere_the_second_time_is_not_followed_there()
    {
        using TcpListener receiver = new(IPAddress.Loopback, 0);
        receiver.Start();
        int port = ((IPEndPoint)receiver.LocalEndpoint).Port;
        int lookups = 0;
        GatewayOptions options = OptionsOf("hooks.example.org");
        options = new GatewayOptions { Jobs = options.Jobs with { WebhookLoopback = true } };

        // This machine itself stands for the internet here: it is what may be connected to.
        using WebhookSender sender = new(new WebhookPolicy(options), options, _time, (_, _) => Task.FromResult<IPAddress[]>(++lookups == 1 ? [IPAddress.Parse("10.0.0.1"), IPAddress.Loopback] : [IPAddress.Parse("10.0.0.1")]));
        Uri address = new($"http://localhost:{port}/");

        Task<(int? Status, string? Problem)> first = sender.SendAsync(address, "job_1", "{}"u8.ToArray(), Cancel);
        using (Socket connection = await receiver.AcceptSocketAsync(Cancel))
        {
            await connection.ReceiveAsync(new byte[4096], Cancel);
            await connection.SendAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancel);
            Assert.Equal((204, null), await first);
        }

        Assert.Equal((null, "the receiver's name leads to no public address"), await sender.SendAsync(address, "job_1", "{}"u8.ToArray(), Cancel));
        Assert.Equal(2, lookups);
    }

    [Theory]
    [InlineData("http://169.254.169.254/metadata")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("//evil.example")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_leads_nowhere(string location)
    {
        using TcpListener receiver = new(IPAddress.Loopback, 0);
        receiver.Start();
        GatewayOptions options = new() { Jobs = OptionsOf("hooks.example.org").Jobs with { WebhookLoopback = true } };
        List<string> asked = [];
        using WebhookSender sender = new(new WebhookPolicy(options), options, _time, (host, _) =>
        {
            asked.Add(host);
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        });

        Task<(int? Status, string? Problem)> sending = sender.SendAsync(new Uri($"http://localhost:{((IPEndPoint)receiver.LocalEndpoint).Port}/"), "job_1", "{}"u8.ToArray(), Cancel);
        using Socket connection = await receiver.AcceptSocketAsync(Cancel);
        await connection.ReceiveAsync(new byte[4096], Cancel);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"), Cancel);

        Assert.Equal(307, (await sending).Status);
        Assert.Equal(["localhost"], asked);
    }

    [Theory]
    [MemberData(nameof(Inner))]
    public async Task An_alert_is_told_no_inner_address_either(string address)
    {
        GatewayOptions options = OptionsOf("hooks.example.org");
        List<string> asked = [];
        using WebhookSender sender = new(new WebhookPolicy(options), options, _time, (host, _) =>
        {
            asked.Add(host);
            return Task.FromResult<IPAddress[]>([]);
        });
        AlertNotifier notifier = new(new WebhookPolicy(options), sender, _time, NullLogger<AlertNotifier>.Instance);

        bool isOver = await notifier.TellAsync(new AlertOptions { Name = "rule", Kind = AlertKind.Quota, Webhook = address }, Alert, AlertNews.Opened, Cancel);

        Assert.False(isOver);
        Assert.Empty(asked);
    }

    private Alert Alert => new() { Id = "1", Rule = "rule", Kind = AlertKind.Quota, Subject = "shop", Value = 1, Threshold = 0.8, Message = "used up", OpenedAt = _time.GetUtcNow() };

    private static GatewayOptions OptionsOf(params string[] hosts) => new() { Jobs = new JobOptions { WebhookHosts = hosts, WebhookSecret = "0123456789abcdef" } };
}
