using System.Threading.Channels;
using LlmFunctions.Testing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class TimerTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Runs _runs = new();

    [Fact]
    public async Task Timers_fire_by_their_schedules_in_utc()
    {
        await using var host = await StartAsync(typeof(Regular));

        _time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(
            ["Seconds 12:00:30", "Interval 12:04:00", "Minutes 12:05:00", "Interval 12:08:00", "Minutes 12:10:00", "Setting 12:10:10"],
            _runs.All);
    }

    [Fact]
    public async Task A_run_is_told_when_it_ran_last_and_runs_next()
    {
        await using var host = await StartAsync(typeof(Detailed));

        _time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(["last 00:00:00 next 14:00:00 past due False", "last 13:00:00 next 15:00:00 past due False"], _runs.All);
    }

    [Fact]
    public async Task A_timer_that_runs_on_startup_runs_when_the_app_has_started()
    {
        await using var host = await StartAsync(typeof(Eager));

        Assert.Equal(["Eager 12:00:00"], _runs.All);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["Eager 12:00:00", "Eager 13:00:00"], _runs.All);
    }

    [Fact]
    public async Task Runs_do_not_overlap_and_missed_ones_are_made_up_for_by_one()
    {
        await using var host = await StartAsync(typeof(Slow));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("False", await _runs.Started.Reader.ReadAsync(TestHost.Cancel));

        _time.Advance(TimeSpan.FromMinutes(3.5));
        Assert.False(_runs.Started.Reader.TryPeek(out _));
        await _runs.MayEnd.Writer.WriteAsync(true, TestHost.Cancel);

        Assert.Equal("True", await _runs.Started.Reader.ReadAsync(TestHost.Cancel));
        await _runs.MayEnd.Writer.WriteAsync(true, TestHost.Cancel);
        await _time.WaitForTimersAsync(1, TestHost.Cancel);
        Assert.False(_runs.Started.Reader.TryPeek(out _));
        _time.Advance(TimeSpan.FromMinutes(0.5));
        Assert.Equal("False", await _runs.Started.Reader.ReadAsync(TestHost.Cancel));
        _runs.MayEnd.Writer.Complete();
    }

    [Fact]
    public async Task A_failure_is_logged_and_the_timer_goes_on()
    {
        await using var host = await StartAsync(typeof(Failing));

        _time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(3, host.Logs.Entries.Count(entry => entry.Level == LogLevel.Error && entry.Text.Contains("'Failing'")));
    }

    [Fact]
    public async Task Middleware_runs_around_timers_too_and_each_run_has_a_scope()
    {
        await using var host = await StartAsync([typeof(InScope)], worker =>
        {
            worker.Services.AddScoped<InvocationTests.Scoped>();
            worker.UseMiddleware(async (context, next) =>
            {
                _runs.All.Add($"before {context.FunctionDefinition.Name} {context.GetHttpContext() is null}");
                await next();
                _runs.All.Add("after");
            });
        });

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(6, _runs.All.Count);
        Assert.Equal(["before InScope True", "after"], [_runs.All[0], _runs.All[2]]);
        Assert.NotEqual(_runs.All[1], _runs.All[4]);
    }

    [Fact]
    public async Task A_stop_fires_no_more_and_waits_for_the_run_in_flight()
    {
        await using var host = await StartAsync(typeof(Slow));
        _time.Advance(TimeSpan.FromMinutes(1));
        await _runs.Started.Reader.ReadAsync(TestHost.Cancel);

        var stop = host.App.StopAsync(TestHost.Cancel);
        Assert.False(stop.IsCompleted);
        await _runs.MayEnd.Writer.WriteAsync(true, TestHost.Cancel);

        await stop;
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(_runs.Started.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task A_stop_cancels_a_run_that_does_not_end_in_time()
    {
        await using var host = await StartAsync(typeof(Slow));
        _time.Advance(TimeSpan.FromMinutes(1));
        await _runs.Started.Reader.ReadAsync(TestHost.Cancel);

        var stop = host.App.StopAsync(TestHost.Cancel);
        _time.Advance(TimeSpan.FromSeconds(30));

        await stop;
        Assert.Contains(host.Logs.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.StartsWith("Function 'Slow' was cancelled by the stop", StringComparison.Ordinal));
    }

    private Task<TestHost> StartAsync(Type functions) => StartAsync([functions], _ => { });

    private Task<TestHost> StartAsync(Type[] functions, Action<IFunctionsWorkerApplicationBuilder> configure) => TestHost.StartAsync(
        functions,
        worker =>
        {
            worker.Services.AddSingleton(_runs);
            configure(worker);
        },
        settings: new() { ["Timers__Late"] = "10 10 * * * *" },
        time: _time);

    public sealed class Runs
    {
        public List<string> All { get; } = [];

        public Channel<string> Started { get; } = Channel.CreateUnbounded<string>();

        public Channel<bool> MayEnd { get; } = Channel.CreateUnbounded<bool>();
    }

    public sealed class Regular(Runs runs, TimeProvider time)
    {
        [Function("Seconds")]
        public void Seconds([TimerTrigger("30 0 12 * * *")] TimerInfo timer) => Add("Seconds");

        [Function("Minutes")]
        public void Minutes([TimerTrigger("*/5 * * * *")] TimerInfo timer) => Add("Minutes");

        [Function("Interval")]
        public void Interval([TimerTrigger("00:04:00")] TimerInfo timer) => Add("Interval");

        [Function("Setting")]
        public void Setting([TimerTrigger("%Timers__Late%")] TimerInfo timer) => Add("Setting");

        private void Add(string name) => runs.All.Add($"{name} {time.GetUtcNow():HH:mm:ss}");
    }

    public sealed class Detailed(Runs runs)
    {
        [Function("Detailed")]
        public ValueTask Run([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
            var status = timer.ScheduleStatus!;
            runs.All.Add($"last {status.Last:HH:mm:ss} next {status.Next:HH:mm:ss} past due {timer.IsPastDue}");
            return ValueTask.CompletedTask;
        }
    }

    public sealed class Eager(Runs runs, TimeProvider time)
    {
        [Function("Eager")]
        public void Run([TimerTrigger("0 0 * * * *", RunOnStartup = true)] TimerInfo timer) => runs.All.Add($"Eager {time.GetUtcNow():HH:mm:ss}");
    }

    public sealed class Slow(Runs runs)
    {
        [Function("Slow")]
        public async Task Run([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
        {
            await runs.Started.Writer.WriteAsync($"{timer.IsPastDue}", cancellationToken);
            await runs.MayEnd.Reader.WaitToReadAsync(cancellationToken);
            runs.MayEnd.Reader.TryRead(out _);
        }
    }

    public static class Failing
    {
        [Function("Failing")]
        public static void Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => throw new InvalidTimeZoneException(timer.ToString());
    }

    public sealed class InScope(Runs runs, InvocationTests.Scoped scoped)
    {
        [Function("InScope")]
        public void Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => runs.All.Add($"{scoped.Id}");
    }
}
