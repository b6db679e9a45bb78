using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Timers;
using LlmFunctions.Functions.Workflows;
using LlmFunctions.Jobs;
using LlmFunctions.Testing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What is left of jobs after crashes, and what is left of them when their time is over.</summary>
public sealed class JobRecoveryTests
{
    private const string Secret = "a prompt that only payloads may have";
    private const string Body = $$"""{"model":"sandbox/e","messages":[{"role":"user","content":"{{Secret}}"}]}""";

    // The timers of other tests' apps start what they find lost, and those apps may end before it does.
    private static readonly Lazy<Task<string>> Storage = new(Azurite.FreshAsync);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repeated_request_starts_a_job_that_a_crash_has_left_without_a_workflow()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        Job lost = await AcceptAsync(gateway, "key-1", minutesAgo: 0);

        GatewayAnswer repeated = await gateway.Caller.LaterAsync(Body, headers: ("Idempotency-Key", "key-1"));

        Assert.Equal(lost.Id, JobClient.IdOf(repeated));
        Assert.Equal("completed", JobClient.StatusOf(await gateway.Caller.EndOfAsync(lost.Id)));
    }

    [Fact]
    public async Task A_request_completes_a_job_of_which_a_crash_has_left_the_key_alone()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        Job lost = NewJob(gateway, minutesAgo: 0);
        await Get<IJobStore>(gateway).BeginAsync(
            lost, IdempotencyKey.Hash("key-2"), IdempotencyKey.HashOf(lost.Kind, lost.Dialect, Encoding.UTF8.GetBytes(Body)), Cancel);

        GatewayAnswer repeated = await gateway.Caller.LaterAsync(Body, headers: ("Idempotency-Key", "key-2"));

        Assert.Equal(lost.Id, JobClient.IdOf(repeated));
        Assert.Equal("completed", JobClient.StatusOf(await gateway.Caller.EndOfAsync(lost.Id)));
    }

    [Fact]
    public async Task The_sweep_starts_what_was_lost_and_leaves_alone_what_has_ended_or_just_begins()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(await AloneAsync());
        Job lost = await AcceptAsync(gateway, null, minutesAgo: 2);
        Job young = await AcceptAsync(gateway, null, minutesAgo: 0);

        await Get<JobSweep>(gateway).RunAsync(Get<DurableTaskClient>(gateway), Cancel);

        Assert.Equal("completed", JobClient.StatusOf(await gateway.Caller.EndOfAsync(lost.Id)));
        Assert.Null(await Get<DurableTaskClient>(gateway).GetInstanceAsync(young.Id, Cancel));
        Assert.Equal("queued", JobClient.StatusOf((await gateway.Caller.GetAsync($"/api/v1/jobs/{young.Id}")).Json));
        Assert.DoesNotContain(lost.Id, await OpenAsync(gateway));
    }

    [Fact]
    public async Task A_job_whose_workflow_broke_down_fails_instead_of_running_for_ever()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(await AloneAsync());
        Job broken = await AcceptAsync(gateway, null, minutesAgo: 2);
        DurableTaskClient client = Get<DurableTaskClient>(gateway);
        await client.ScheduleNewOrchestrationInstanceAsync("no-such-orchestrator", null, new Microsoft.DurableTask.StartOrchestrationOptions(broken.Id), Cancel);
        await client.WaitForInstanceCompletionAsync(broken.Id, Cancel);

        await Get<JobSweep>(gateway).RunAsync(client, Cancel);

        JsonElement job = await gateway.Caller.EndOfAsync(broken.Id);
        Assert.Equal(("failed", "internal_error"), (JobClient.StatusOf(job), job.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task What_has_expired_is_purged_with_its_payloads_and_its_workflow()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync((await AloneAsync()).With("Gateway__Jobs__Retention", "3600"));
        string kept = JobClient.IdOf(await gateway.Caller.LaterAsync(Body));
        await gateway.Caller.EndOfAsync(kept);
        Job old = await AcceptAsync(gateway, null, minutesAgo: 61);
        await Get<PurgeJobs>(gateway).Run(new TimerInfo(), Get<DurableTaskClient>(gateway), Cancel);

        Assert.Equal(404, (await gateway.Caller.GetAsync($"/api/v1/jobs/{old.Id}")).Code);
        Assert.Null(await Get<IPayloadStore>(gateway).FindAsync(old.Id, PayloadNames.Request, Cancel));
        Assert.DoesNotContain(old.Id, await OpenAsync(gateway));
        Assert.Equal(200, (await gateway.Caller.GetAsync($"/api/v1/jobs/{kept}")).Code);
        Assert.NotNull(await Get<DurableTaskClient>(gateway).GetInstanceAsync(kept, Cancel));
    }

    [Fact]
    public async Task Finished_workflows_are_purged_when_their_jobs_are()
    {
        GatewaySettings settings = new GatewaySettings().With("AzureWebJobsStorage", await Azurite.FreshAsync());
        string id;
        await using (GatewayApp gateway = await GatewayApp.StartAsync(settings))
        {
            id = JobClient.IdOf(await gateway.Caller.LaterAsync(Body));
            await Get<DurableTaskClient>(gateway).WaitForInstanceCompletionAsync(id, Cancel);
        }

        ManualTimeProvider later = new(DateTimeOffset.Parse("2099-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await using GatewayApp next = await GatewayApp.StartAsync(settings, later);
        await Get<PurgeJobs>(next).Run(new TimerInfo(), Get<DurableTaskClient>(next), Cancel);

        Assert.Null(await Get<DurableTaskClient>(next).GetInstanceAsync(id, Cancel));
    }

    [Fact]
    public async Task The_durable_runtime_and_the_log_never_see_what_was_said()
    {
        GatewaySettings settings = new();
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings);
        await gateway.Caller.EndOfAsync(await gateway.Caller.LaterAsync(Body));
        await gateway.Caller.EndOfAsync(await gateway.Caller.LaterAsync(
            $$"""{"models":["sandbox/a","sandbox/b"],"messages":[{"role":"user","content":"{{Secret}}"}],"aggregate":"best_of","judge":{"model":"sandbox/j","rubric":"{{Secret}}"} }""", "/api/v1/parallel"));

        StringBuilder seen = new(string.Join('\n', gateway.Logs.Entries.Select(static entry => entry.Text + entry.Exception)));
        int rows = 0;
        string hub = settings["AzureFunctionsJobHost__extensions__durableTask__hubName"]!;
        TableServiceClient service = new(await Azurite.ConnectionStringAsync());
        foreach (string table in (string[])["LocalInstances", "LocalHistory", "LocalWork"])
        {
            await foreach (TableEntity row in service.GetTableClient(hub + table).QueryAsync<TableEntity>(cancellationToken: Cancel))
            {
                rows++;
                seen.AppendLine(string.Join('\n', row.Select(static pair => pair.Value).Select(static value => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString())));
            }
        }

        Assert.True(rows > 10);
        Assert.DoesNotContain(Secret, seen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("You said", seen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_calls_of_a_job_belong_to_the_trace_of_its_request()
    {
        string trace = Guid.NewGuid().ToString("N");
        await using OtlpCollector collector = new();
        string id;
        await using (GatewayApp gateway = await GatewayApp.StartAsync(collector.Connect(new GatewaySettings())))
        {
            id = JobClient.IdOf(await gateway.Caller.LaterAsync(Body, headers: ("traceparent", $"00-{trace}-00f067aa0ba902b7-01")));
            await gateway.Caller.EndOfAsync(id);
        }

        OtlpSpan[] spans = [.. collector.Spans.Where(span => span.TraceId == trace)];
        OtlpSpan server = Assert.Single(spans, static span => span.Kind == OtlpSpan.Server);
        OtlpSpan call = Assert.Single(spans, static span => span.Kind == OtlpSpan.Internal && span.Name == "chat sandbox/e");
        OtlpSpan attempt = Assert.Single(spans, static span => span.Kind == OtlpSpan.Client && span.Name == "chat e");
        Assert.Equal((server.SpanId, call.SpanId), (call.ParentId, attempt.ParentId));
    }

    private static async Task<GatewaySettings> AloneAsync() => new GatewaySettings().With("AzureWebJobsStorage", await Storage.Value);

    private static T Get<T>(GatewayApp gateway)
        where T : notnull => typeof(T) == typeof(PurgeJobs) ? ActivatorUtilities.CreateInstance<T>(gateway.Host.Services) : gateway.Host.Services.GetRequiredService<T>();

    private static Job NewJob(GatewayApp gateway, int minutesAgo)
    {
        DateTimeOffset created = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo);
        return new Job
        {
            Id = JobIds.New(created), App = gateway.App, KeyId = "k", RequestId = "r", Kind = JobKinds.Chat, Dialect = OpenAIClientDialect.Instance.Name, CreatedAt = created, ExpiresAt = created.AddHours(1),
        };
    }

    /// <summary>A job as a crash leaves it between its acceptance and its start.</summary>
    private static Task<Job> AcceptAsync(GatewayApp gateway, string? key, int minutesAgo) =>
        Get<JobIntake>(gateway).AcceptAsync(NewJob(gateway, minutesAgo), key, Encoding.UTF8.GetBytes(Body), Cancel);

    private static async Task<IReadOnlyList<string>> OpenAsync(GatewayApp gateway)
    {
        List<string> open = [];
        await foreach (OpenJob job in Get<IJobStore>(gateway).ListOpenAsync(DateTimeOffset.MaxValue, Cancel))
        {
            open.Add(job.Job.Id);
        }

        return open;
    }
}
