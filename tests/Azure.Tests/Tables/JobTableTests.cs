using System.Text;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Errors;
using LlmFunctions.Jobs;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class JobTableTests : IAsyncLifetime
{
    // Far from the times of others, whose jobs a purge of these tests must not meet.
    private static readonly DateTimeOffset Noon = new(2002, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly string _app = $"app-{Guid.NewGuid():N}";
    private TableServiceClient _service = null!;
    private JobTable _jobs = null!;
    private PayloadTable _payloads = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = new TableServiceClient(await Azurite.ConnectionStringAsync());
        _jobs = new JobTable(_service, _app);
        _payloads = new PayloadTable(_service);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_job_is_found_as_it_was_accepted_and_by_its_app_only()
    {
        Job job = New() with { Model = "m", Strategy = "weighted", MaxCost = "0.5" };

        Assert.Equal(job, await AcceptAsync(job, null, "{}"));
        Assert.Equal(job, await _jobs.FindAsync(_app, job.Id, Cancellation));
        Assert.Null(await _jobs.FindAsync("other", job.Id, Cancellation));
        Assert.Equal("{}", await PayloadAsync(job.Id));
    }

    [Fact]
    public async Task The_same_key_and_body_are_the_same_job_and_another_body_is_refused()
    {
        Job first = await AcceptAsync(New(), "order-1", "{}");

        Assert.Equal(first, await AcceptAsync(New(), "order-1", "{}"));
        Assert.NotEqual(first.Id, (await AcceptAsync(New(), "order-2", "{}")).Id);
        Assert.NotEqual(first.Id, (await AcceptAsync(New(), null, "{}")).Id);
        Assert.NotEqual(first.Id, (await AcceptAsync(New() with { App = _app + "-2" }, "order-1", "{}")).Id);
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => AcceptAsync(New(), "order-1", """{"n":1}"""));
        Assert.Equal(ErrorKind.IdempotencyKeyReused, exception.Error.Kind);
        Assert.Equal("{}", await PayloadAsync(first.Id));
    }

    [Fact]
    public async Task Of_many_at_once_with_one_key_one_job_comes()
    {
        Job[] accepted = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => AcceptAsync(New(), "order-1", "{}")));

        string id = Assert.Single(accepted.Select(static job => job.Id).Distinct());
        Assert.Equal(id, Assert.Single(await _jobs.ListAsync(_app, new JobFilter(null, null, null), 100, Cancellation)).Id);
    }

    [Fact]
    public async Task A_request_that_is_repeated_after_a_crash_completes_what_the_first_had_begun()
    {
        Job first = New();
        await _jobs.BeginAsync(first, IdempotencyKey.Hash("order-1"), IdempotencyKey.HashOf("chat", "d", "{}"u8), Cancellation);

        Job again = await AcceptAsync(New(), "order-1", "{}");

        Assert.Equal(first.Id, again.Id);
        Assert.Equal("{}", await PayloadAsync(first.Id));
        Assert.NotNull(await _jobs.FindAsync(_app, first.Id, Cancellation));
    }

    [Fact]
    public async Task A_status_goes_forward_and_a_final_one_stays()
    {
        Job job = await AcceptAsync(New(), null, "{}");

        Assert.Equal((job with { Status = JobStatus.Running }, true), await SetAsync(JobStatus.Running));
        Assert.False((await SetAsync(JobStatus.Running))!.Value.Changed);
        Job done = job with { Status = JobStatus.Cancelled, CompletedAt = Noon };
        Assert.Equal((done, true), await SetAsync(JobStatus.Cancelled));
        Assert.Equal((done, false), await SetAsync(JobStatus.Completed));
        Assert.Equal(done, await _jobs.FindAsync(_app, job.Id, Cancellation));
        Assert.Null(await _jobs.SetStatusAsync(_app, JobIds.New(Noon), JobStatus.Running, Noon, Cancellation));

        Task<(Job Job, bool Changed)?> SetAsync(JobStatus status) => _jobs.SetStatusAsync(_app, job.Id, status, Noon, Cancellation);
    }

    [Fact]
    public async Task Of_many_who_end_a_job_at_once_one_does()
    {
        Job job = await AcceptAsync(New(), null, "{}");

        (Job Job, bool Changed)?[] ends = await Task.WhenAll(Enumerable.Range(0, 10).Select(index =>
            _jobs.SetStatusAsync(_app, job.Id, index % 2 == 0 ? JobStatus.Cancelled : JobStatus.Completed, Noon, Cancellation)));

        Assert.Single(ends, static end => end!.Value.Changed);
        Assert.Single(ends.Select(static end => end!.Value.Job.Status).Distinct());
    }

    [Fact]
    public async Task A_list_has_the_newest_first_in_pages_and_by_status_and_kind()
    {
        List<string> ids = [];
        for (int i = 0; i < 5; i++)
        {
            Job job = await AcceptAsync(New() with { Id = JobIds.New(Noon.AddSeconds(i)), Kind = i == 4 ? "other" : "chat" }, $"key-{i}", "{}");
            ids.Insert(0, job.Id);
        }

        await _jobs.SetStatusAsync(_app, ids[2], JobStatus.Failed, Noon, Cancellation);

        Assert.Equal(ids[..2], await ListAsync(new JobFilter(null, null, null), 2));
        Assert.Equal(ids[2..], await ListAsync(new JobFilter(null, null, ids[1]), 100));
        Assert.Equal([ids[2]], await ListAsync(new JobFilter(JobStatus.Failed, null, null), 100));
        Assert.Equal(ids[1..], await ListAsync(new JobFilter(null, "chat", null), 100));

        async Task<IEnumerable<string>> ListAsync(JobFilter filter, int limit) => (await _jobs.ListAsync(_app, filter, limit, Cancellation)).Select(static job => job.Id);
    }

    [Fact]
    public async Task A_purge_deletes_all_of_a_job_when_its_time_is_over_and_its_key_is_free_again()
    {
        Job job = await AcceptAsync(New() with { ExpiresAt = Noon.AddDays(-1) }, "order-1", "{}");
        Job lost = New() with { ExpiresAt = Noon.AddDays(-1) };
        await _payloads.SaveAsync(lost.Id, PayloadNames.Request, "{}"u8.ToArray(), Cancellation);
        await _jobs.BeginAsync(lost, null, "", Cancellation);
        Job kept = await AcceptAsync(New(), null, "{}");

        Assert.InRange(await new JobPurge(_jobs, _payloads, new ManualTimeProvider(Noon)).RunAsync(Cancellation), 2, int.MaxValue);

        Assert.Null(await _jobs.FindAsync(_app, job.Id, Cancellation));
        Assert.Null(await _payloads.FindAsync(job.Id, PayloadNames.Request, Cancellation));
        Assert.Null(await _payloads.FindAsync(lost.Id, PayloadNames.Request, Cancellation));
        Assert.Equal(kept, await _jobs.FindAsync(_app, kept.Id, Cancellation));
        Assert.NotEqual(job.Id, (await AcceptAsync(New(), "order-1", """{"other":1}""")).Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData((11 * 65536) + 1)]
    [InlineData(5_000_000)]
    public async Task A_payload_of_any_size_is_found_byte_for_byte(int length)
    {
        byte[] content = new byte[length];
        new Random(7).NextBytes(content);
        string job = JobIds.New(Noon);
        await _payloads.SaveAsync(job, "result", content, Cancellation);

        Assert.True((await _payloads.FindAsync(job, "result", Cancellation))!.Value.Span.SequenceEqual(content));
        Assert.Null(await _payloads.FindAsync(job, "res", Cancellation));
        Assert.Null(await _payloads.FindAsync(JobIds.New(Noon), "result", Cancellation));
    }

    [Fact]
    public async Task A_shorter_payload_replaces_a_longer_one()
    {
        string job = JobIds.New(Noon);
        await _payloads.SaveAsync(job, "result", new byte[2_000_000], Cancellation);
        await _payloads.SaveAsync(job, "result", "short"u8.ToArray(), Cancellation);

        Assert.Equal("short", Encoding.UTF8.GetString((await _payloads.FindAsync(job, "result", Cancellation))!.Value.Span));
    }

    [Fact]
    public async Task A_job_is_open_until_it_has_ended_and_what_never_became_one_until_it_is_closed()
    {
        Job running = await AcceptAsync(New(), null, "{}");
        Job ended = await AcceptAsync(New(), null, "{}");
        Job unborn = New();
        await _jobs.BeginAsync(unborn, null, "hash", Cancellation);
        Job first = await AcceptAsync(New(), "key", "{}");
        Job second = await AcceptAsync(New(), "key", "{}");
        await _jobs.SetStatusAsync(_app, running.Id, JobStatus.Running, Noon, Cancellation);
        await _jobs.SetStatusAsync(_app, ended.Id, JobStatus.Completed, Noon, Cancellation);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(new[] { running.Id, unborn.Id, first.Id }.Order(), (await OpenAsync(Noon)).Order());
        Assert.Empty(await OpenAsync(Noon.AddTicks(-1)));
        await _jobs.CloseAsync(new JobRef(_app, unborn.Id), Cancellation);
        Assert.Equal(new[] { running.Id, first.Id }.Order(), (await OpenAsync(Noon)).Order());
    }

    [Fact]
    public async Task Payloads_are_listed_by_the_beginning_of_their_names()
    {
        string job = JobIds.New(Noon);
        foreach (string name in (string[])["call0001", "call0000", "result", "cal"])
        {
            await _payloads.SaveAsync(job, name, Encoding.UTF8.GetBytes(name + new string('x', 1_000_000)), Cancellation);
        }

        Assert.Equal(["call0000", "call0001"], (await _payloads.ListAsync(job, "call", Cancellation)).Select(static one => Encoding.UTF8.GetString(one.Span[..8])));
    }

    [Fact]
    public async Task All_that_a_job_says_is_kept()
    {
        Job job = New() with
        {
            Model = "m", Strategy = "priority", MaxCost = "0.5", TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ClientAddress = "192.0.2.1", Webhook = "https://hooks.example.org/",
            Headers = new Dictionary<string, string> { ["anthropic-beta"] = "a: b,c", ["anthropic-version"] = "2023-06-01" },
        };
        await AcceptAsync(job, null, "{}");

        Job kept = (await _jobs.FindAsync(_app, job.Id, Cancellation))!;
        Assert.Equal(job.Headers, kept.Headers);
        Assert.Equal(job, kept with { Headers = job.Headers });
    }

    private Job New() => new()
    {
        Id = JobIds.New(Noon), App = _app, KeyId = "k1", RequestId = "r1", Kind = "chat", Dialect = "d", CreatedAt = Noon, ExpiresAt = Noon.AddYears(90),
    };

    private Task<Job> AcceptAsync(Job job, string? key, string body) =>
        new JobIntake(_jobs, _payloads).AcceptAsync(job, key, Encoding.UTF8.GetBytes(body), Cancellation);

    private async Task<string> PayloadAsync(string jobId) =>
        Encoding.UTF8.GetString((await _payloads.FindAsync(jobId, PayloadNames.Request, Cancellation))!.Value.Span);

    private async Task<IReadOnlyList<string>> OpenAsync(DateTimeOffset before)
    {
        List<string> open = [];
        await foreach (OpenJob job in _jobs.ListOpenAsync(before, Cancellation))
        {
            if (job.Job.App == _app)
            {
                open.Add(job.Job.Id);
            }
        }

        return open;
    }
}
