using LlmFunctions.Errors;
using LlmFunctions.Jobs;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Tests.Jobs;

public sealed class JobProgressTests
{
    private readonly MemoryJobs _jobs = new();
    private readonly MemoryPayloads _payloads = new();
    private readonly JobSignals _signals = new();
    private readonly ManualTimeProvider _time = new();
    private readonly JobProgress _progress;

    public JobProgressTests() => _progress = new JobProgress(_jobs, _payloads, _signals, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_ends_at_once_when_this_process_ends_the_job()
    {
        Job job = await AddAsync();
        Task<Job> waiting = _progress.WaitAsync(job, TimeSpan.FromMinutes(1), Cancel);
        await _time.WaitForTimersAsync(1, Cancel);

        await _progress.FinishAsync(RefOf(job), new JobResult(), Cancel);

        Assert.Equal(JobStatus.Completed, (await waiting.WaitAsync(Cancel)).Status);
    }

    [Fact]
    public async Task A_wait_finds_out_when_another_process_ends_the_job()
    {
        Job job = await AddAsync();
        Task<Job> waiting = _progress.WaitAsync(job, TimeSpan.FromMinutes(1), Cancel);
        await _jobs.SetStatusAsync(job.App, job.Id, JobStatus.Failed, _time.GetUtcNow(), Cancel);
        await _time.WaitForTimersAsync(1, Cancel);
        _time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal(JobStatus.Failed, (await waiting.WaitAsync(Cancel)).Status);
    }

    [Fact]
    public async Task A_wait_is_over_when_its_time_is()
    {
        Job job = await AddAsync();
        Task<Job> waiting = _progress.WaitAsync(job, TimeSpan.FromSeconds(2), Cancel);
        while (!waiting.IsCompleted && _time.GetUtcNow() < job.CreatedAt.AddSeconds(2))
        {
            await _time.WaitForTimersAsync(1, Cancel);
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal(JobStatus.Queued, (await waiting.WaitAsync(Cancel)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_is_given_up_when_its_result_is_not_wanted_any_more(bool cancelled)
    {
        Job job = await AddAsync();
        Task<bool> working = _progress.WhileWantedAsync(
            job,
            hasQuorum: true,
            async wanted =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, wanted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return wanted.IsCancellationRequested;
            },
            Cancel);
        await _time.WaitForTimersAsync(1, Cancel);

        await (cancelled ? _progress.CancelAsync(RefOf(job), Cancel) : _progress.MarkEnoughAsync(job.Id, Cancel));

        Assert.True(await working.WaitAsync(Cancel));
    }

    [Fact]
    public async Task The_first_end_counts_and_keeps_its_result()
    {
        Job job = await AddAsync();
        await _progress.CancelAsync(RefOf(job), Cancel);
        await _progress.FinishAsync(RefOf(job), new JobResult(), Cancel);

        Assert.Equal(JobStatus.Cancelled, (await _progress.GetAsync(RefOf(job), Cancel)).Status);
        Assert.Null(await _progress.BeginAsync(RefOf(job), Cancel));
        GatewayException again = await Assert.ThrowsAsync<GatewayException>(() => _progress.CancelAsync(RefOf(job), Cancel));
        Assert.Equal(ErrorKind.Conflict, again.Error.Kind);
        GatewayException unknown = await Assert.ThrowsAsync<GatewayException>(() => _progress.CancelAsync(new JobRef(job.App, JobIds.New(_time.GetUtcNow())), Cancel));
        Assert.Equal(ErrorKind.NotFound, unknown.Error.Kind);
    }

    [Fact]
    public async Task A_result_is_read_as_it_was_written_its_error_too()
    {
        Job job = await AddAsync();
        GatewayError error = new() { Kind = ErrorKind.RateLimited, Message = "Slow down: <&>ü", RetryAfter = TimeSpan.FromSeconds(7), UpstreamStatus = 429 };
        await _progress.FinishAsync(RefOf(job), new JobResult { Error = error }, Cancel);

        GatewayError read = (await _progress.ResultAsync(job.Id, Cancel))!.Error!;
        Assert.Equal(error, read with { Details = error.Details });
        Assert.Equal(error.Details, read.Details);
        Assert.Contains("RateLimited", System.Text.Encoding.UTF8.GetString(_payloads.All[(job.Id, PayloadNames.Result)].Span), StringComparison.Ordinal);
    }

    private static JobRef RefOf(Job job) => new(job.App, job.Id);

    private async Task<Job> AddAsync()
    {
        DateTimeOffset now = _time.GetUtcNow();
        Job job = new() { Id = JobIds.New(now), App = "shop", KeyId = "k", RequestId = "r", Kind = "chat", Dialect = "openai", CreatedAt = now, ExpiresAt = now.AddDays(1) };
        await _jobs.AddAsync(job, Cancel);
        return job;
    }
}
