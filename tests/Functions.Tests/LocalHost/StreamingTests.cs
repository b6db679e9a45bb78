using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using LlmFunctions.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class StreamingTests
{
    [Fact]
    public async Task A_streamed_result_arrives_event_by_event()
    {
        var source = new EventSource();
        await using var host = await StartAsync(source);
        using var response = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, TestHost.Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestHost.Cancel));

        for (var i = 0; i < 3; i++)
        {
            // The next event is sent only when the one before it has been read.
            await source.Events.Writer.WriteAsync($"event {i}", TestHost.Cancel);
            Assert.Equal($"event {i}", await reader.ReadLineAsync(TestHost.Cancel));
        }

        source.Events.Writer.Complete();
        Assert.Null(await reader.ReadLineAsync(TestHost.Cancel));
    }

    [Fact]
    public async Task A_caller_that_goes_cancels_the_stream()
    {
        var source = new EventSource();
        await using var host = await StartAsync(source);
        var response = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, TestHost.Cancel);

        response.Dispose();

        await source.Cancelled.Task.WaitAsync(TestHost.Cancel);
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task The_result_of_a_function_whose_caller_has_gone_is_executed_all_the_same()
    {
        var source = new EventSource();
        await using var host = await StartAsync(source);
        using var gone = new CancellationTokenSource();
        var call = host.Client.GetAsync("/late", gone.Token);
        await source.Started.Task.WaitAsync(TestHost.Cancel);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await host.App.StopAsync(TestHost.Cancel);

        Assert.True(source.Cancelled.Task.IsCompletedSuccessfully);
        Assert.True(source.Executed);
    }

    [Fact]
    public async Task A_stop_waits_for_streams_and_takes_no_new_connections()
    {
        var source = new EventSource();
        await using var host = await StartAsync(source);
        using var response = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, TestHost.Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestHost.Cancel));

        var stop = host.App.StopAsync(TestHost.Cancel);
        await WaitUntilRefusedAsync(host.App.BaseAddress);
        await source.Events.Writer.WriteAsync("last", TestHost.Cancel);

        Assert.Equal("last", await reader.ReadLineAsync(TestHost.Cancel));
        Assert.False(stop.IsCompleted);
        source.Events.Writer.Complete();
        Assert.Null(await reader.ReadLineAsync(TestHost.Cancel));
        await stop;
        Assert.Contains(host.Logs.Entries, entry => entry.Text.StartsWith("Stopping: 1 invocations in flight, waiting up to 30 s", StringComparison.Ordinal));
        Assert.Contains(host.Logs.Entries, entry => entry.Text == "Stopped: every invocation had ended");
    }

    [Fact]
    public async Task A_stop_cancels_what_does_not_end_in_time()
    {
        var time = new ManualTimeProvider();
        var source = new EventSource();
        await using var host = await StartAsync(source, time);
        using var response = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, TestHost.Cancel);

        var stop = host.App.StopAsync(TestHost.Cancel);
        await WaitUntilRefusedAsync(host.App.BaseAddress);
        Assert.False(source.Cancelled.Task.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(30));

        await stop;
        await source.Cancelled.Task.WaitAsync(TestHost.Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(TestHost.Cancel));
        Assert.Contains(host.Logs.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.Contains("were cancelled"));
    }

    [Fact]
    public async Task Bodies_beyond_kestrels_own_limit_reach_the_function_and_no_server_is_named()
    {
        await using var host = await StartAsync(new EventSource());
        var body = new byte[31 * 1024 * 1024];

        using var response = await host.Client.PostAsync("/length", new ByteArrayContent(body), TestHost.Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"{body.Length}", await response.Content.ReadAsStringAsync(TestHost.Cancel));
        Assert.Empty(response.Headers.Server);
    }

    private static Task<TestHost> StartAsync(EventSource source, TimeProvider? time = null) =>
        TestHost.StartAsync([typeof(Streaming)], worker => worker.Services.AddSingleton(source), time: time);

    private static async Task WaitUntilRefusedAsync(Uri address)
    {
        while (true)
        {
            TestHost.Cancel.ThrowIfCancellationRequested();
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(address.Host, address.Port, TestHost.Cancel);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    public sealed class EventSource
    {
        public Channel<string> Events { get; } = Channel.CreateUnbounded<string>();

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Executed { get; set; }
    }

    public sealed class Streaming(EventSource source)
    {
        [Function("Stream")]
        public IResult Get([HttpTrigger(Route = "stream")] HttpRequest request) => new DelegateResult(async http =>
        {
            try
            {
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await foreach (var text in source.Events.Reader.ReadAllAsync(http.RequestAborted))
                {
                    await http.Response.WriteAsync(text + "\n", http.RequestAborted);
                    await http.Response.Body.FlushAsync(http.RequestAborted);
                }
            }
            catch (OperationCanceledException)
            {
                // A callback on the token would not do: the loop is woken first and may be gone before it is called.
                source.Cancelled.SetResult();
                throw;
            }
        });

        [Function("Late")]
        public async Task<IResult> Late([HttpTrigger(Route = "late")] HttpRequest request, CancellationToken cancellationToken)
        {
            using var registration = cancellationToken.Register(() => source.Cancelled.TrySetResult());
            source.Started.SetResult();
            await source.Cancelled.Task;
            return new DelegateResult(_ =>
            {
                source.Executed = true;
                return Task.CompletedTask;
            });
        }

        [Function("Length")]
        public static async Task<IResult> Length([HttpTrigger(Route = "length")] HttpRequest request)
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            return Results.Text($"{body.Length}");
        }
    }
}
