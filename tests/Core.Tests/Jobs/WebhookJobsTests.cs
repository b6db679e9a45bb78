using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmFunctions.Configuration;
using LlmFunctions.Jobs;
using LlmFunctions.Jobs.Webhooks;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Jobs;

public sealed class WebhookJobsTests : IDisposable
{
    private readonly MemoryJobs _jobs = new();
    private readonly MemoryPayloads _payloads = new();
    private readonly ManualTimeProvider _time = new();
    private readonly TcpListener _receiver = new(IPAddress.Loopback, 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receiver_that_fails_is_told_again_after_growing_waits_and_given_up_at_last()
    {
        WebhookStep step = new(await AddAsync(JobStatus.Completed), 0, TimeSpan.Zero, IsLast: false);
        List<double> waits = [];
        while (!step.IsLast)
        {
            step = await DeliverAsync(step, 500);
            waits.Add(step.IsLast ? -1 : step.Wait.TotalSeconds);
        }

        Assert.Equal([5, 30, 120, 600, 1800, 7200, 21600, -1], waits);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(410)]
    public async Task Who_has_taken_it_or_is_gone_is_told_no_more(int status) =>
        Assert.True((await DeliverAsync(new WebhookStep(await AddAsync(JobStatus.Failed), 0, TimeSpan.Zero, IsLast: false), status)).IsLast);

    [Fact]
    public async Task Nobody_is_told_of_a_job_that_was_cancelled_or_that_may_not_be_told_any_more()
    {
        JobRef cancelled = await AddAsync(JobStatus.Cancelled);
        JobRef forbidden = await AddAsync(JobStatus.Completed, "https://elsewhere.example.org/");

        Assert.All(
            await Task.WhenAll(new[] { cancelled, forbidden }.Select(job => Jobs().DeliverAsync(new WebhookStep(job, 0, TimeSpan.Zero, IsLast: false), Cancel))),
            static step => Assert.True(step.IsLast));
        Assert.False(_receiver.Server.IsBound);
    }

    public void Dispose() => _receiver.Dispose();

    private WebhookJobs Jobs()
    {
        GatewayOptions options = new() { Jobs = new JobOptions { WebhookSecret = "0123456789abcdef", WebhookLoopback = true } };
        WebhookPolicy policy = new(options);
        JobProgress progress = new(_jobs, _payloads, new JobSignals(), _time);
        WebhookSender sender = new(policy, options, _time, static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        return new WebhookJobs(_jobs, _payloads, new JobDocuments(_payloads, progress), policy, sender, _time, NullLogger<WebhookJobs>.Instance);
    }

    private async Task<WebhookStep> DeliverAsync(WebhookStep step, int status)
    {
        Task<WebhookStep> delivering = Jobs().DeliverAsync(step, Cancel);
        Task<Socket> accepting = _receiver.AcceptSocketAsync(Cancel).AsTask();
        if (await Task.WhenAny(accepting, delivering) == delivering)
        {
            // Nobody was called.
            return await delivering;
        }

        using Socket connection = await accepting;

        // An answer to half a request would be lost, and the request be sent again.
        using NetworkStream stream = new(connection);
        using StreamReader request = new(stream, Encoding.UTF8);
        int length = 0;
        while (await request.ReadLineAsync(Cancel) is { Length: > 0 } line)
        {
            length = line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase) ? int.Parse(line["Content-Length: ".Length..], CultureInfo.InvariantCulture) : length;
        }

        await request.ReadBlockAsync(new char[length].AsMemory(), Cancel);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Cancel);
        connection.Shutdown(SocketShutdown.Send);
        return await delivering;
    }

    private async Task<JobRef> AddAsync(JobStatus status, string? webhook = null)
    {
        if (webhook is null && status != JobStatus.Cancelled)
        {
            _receiver.Start();
            webhook = $"http://localhost:{((IPEndPoint)_receiver.LocalEndpoint).Port}/";
        }

        DateTimeOffset now = _time.GetUtcNow();
        Job job = new()
        {
            Id = JobIds.New(now), App = "shop", KeyId = "k", RequestId = "r", Kind = "chat", Dialect = "openai", CreatedAt = now, ExpiresAt = now.AddDays(1), Webhook = webhook ?? "http://localhost:1/", Status = status,
        };
        await _jobs.AddAsync(job, Cancel);
        await _payloads.SaveAsync(job.Id, PayloadNames.Result, """{"Error":{"Kind":"Internal","Message":"no"}}"""u8.ToArray(), Cancel);
        return new JobRef(job.App, job.Id);
    }
}
