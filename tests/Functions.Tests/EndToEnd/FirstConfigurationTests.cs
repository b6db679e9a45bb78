using System.Text;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Workflows;
using LlmFunctions.Jobs;
using LlmFunctions.Migrations;
using LlmFunctions.Testing;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>An instance that has not read yet what is stored knows none of its limits, and serves nobody.</summary>
public sealed class FirstConfigurationTests
{
    private const string Body = """{"model":"pool","max_tokens":20,"messages":[{"role":"user","content":"Hi"}]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task Failing => Task.FromException(new IOException("The configuration is not there."));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_limit_that_is_used_up_holds_also_where_it_could_not_be_read_yet(bool hangs)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        GatewaySettings settings = new GatewaySettings().Provider("openai", provider.BaseUrl).With("Gateway__Routing__Routes__pool__Models__0", "openai/gpt-4o-mini");
        await using GatewayApp one = await GatewayApp.StartAsync(settings);
        await one.CreateAsync("quotas", "daily", $$"""{"Scope":"app","Match":"{{one.App}}","Unit":"requests","Window":"total","Limit":1}""");
        Assert.Equal(200, (await one.Caller.AskAsync(Body)).Code);
        Assert.Equal(429, (await one.Caller.AskAsync(Body)).Code);
        Assert.Single(provider.Requests);

        TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        UnsteadyConfiguration stored = new() { Answers = hangs ? released.Task : Failing };
        ManualTimeProvider time = WithinAMinute();
        await using GatewayApp other = await GatewayApp.StartAsync(settings, time, one.Storage, configure: stored.Configure);
        using GatewayCaller caller = new(other, one.App, one.Key);

        BadRequestTests.AssertEnvelope(await AnswerAsync(caller.AskAsync(Body), time), "server_error", "storage_unavailable", null, provider);
        GatewayAnswer message = await AnswerAsync(caller.AskAsync(Body, "/v1/messages"), time);
        Assert.Equal((503, "api_error"), (message.Code, message.Error.GetProperty("type").GetString()));
        Assert.Equal(503, (await AnswerAsync(caller.LaterAsync(Body), time)).Code);
        Assert.Single(provider.Requests);

        stored.Answers = Task.CompletedTask;
        released.SetResult();
        GatewayAnswer answer;
        do
        {
            time.Advance(TimeSpan.FromSeconds(1));
            answer = await AnswerAsync(caller.AskAsync(Body), time);
        }
        while (hangs && answer.Code == 503);

        Assert.Equal(429, answer.Code);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task Who_asks_for_no_answer_of_a_model_is_served_meanwhile()
    {
        UnsteadyConfiguration stored = new() { Answers = Failing };
        await using GatewayApp gateway = await GatewayApp.StartAsync(configure: stored.Configure);

        Assert.Equal(503, (await gateway.Caller.AskAsync(Body)).Code);
        Assert.Equal(200, (await gateway.Caller.GetAsync("/api/v1/status/health")).Code);
        Assert.Equal(503, (await gateway.Caller.GetAsync("/api/v1/status/ready")).Code);
        Assert.Equal(200, (await gateway.Caller.GetAsync("/v1/models")).Code);
        Assert.Equal(200, (await gateway.AdminAsync(HttpMethod.Get, "/metrics")).Code);
        Assert.Equal(200, (await gateway.AdminAsync(HttpMethod.Get, "/api/v1/manage/keys")).Code);
    }

    [Fact]
    public async Task Where_nothing_is_recorded_calls_are_served_by_the_settings_alone()
    {
        UnsteadyConfiguration stored = new() { Answers = Failing };
        GatewaySettings settings = new GatewaySettings().With("Gateway__Usage__Ledger", "off").With("Gateway__Routing__Routes__pool__Models__0", "sandbox/echo");
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings, configure: stored.Configure);

        Assert.Equal(200, (await gateway.Caller.AskAsync(Body)).Code);
    }

    [Fact]
    public async Task What_a_newer_app_has_stored_keeps_calls_from_being_served_without_it()
    {
        GatewaySettings settings = new GatewaySettings().With("Gateway__Routing__Routes__pool__Models__0", "sandbox/echo");
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings, configure: static services => services.AddSingleton<ISchemaStore>(new NewerSchema()));

        BadRequestTests.AssertEnvelope(await gateway.Caller.AskAsync(Body), "server_error", "storage_unavailable", null, null);
        GatewayAnswer status = await gateway.ManageAsync(HttpMethod.Get, "status");
        Assert.Contains("of another version", Assert.Single(status.Json.GetProperty("instances").EnumerateArray()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_worked_on_when_the_configuration_is_there()
    {
        GatewaySettings settings = new();
        await using (GatewayApp one = await GatewayApp.StartAsync(settings))
        {
            await one.CreateAsync("routes", "pool", """{"Models":["sandbox/echo"]}""");
        }

        UnsteadyConfiguration stored = new() { Answers = Failing };
        await using GatewayApp other = await GatewayApp.StartAsync(settings, configure: stored.Configure);
        DateTimeOffset created = TimeProvider.System.GetUtcNow().AddMinutes(-2);
        Job job = new()
        {
            Id = JobIds.New(created), App = other.App, KeyId = "k", RequestId = "r", Kind = JobKinds.Chat, Dialect = OpenAIClientDialect.Instance.Name, CreatedAt = created, ExpiresAt = created.AddHours(1),
        };
        await other.Host.Services.GetRequiredService<JobIntake>().AcceptAsync(job, null, Encoding.UTF8.GetBytes(Body), Cancel);
        await other.Host.Services.GetRequiredService<JobSweep>().RunAsync(other.Host.Services.GetRequiredService<DurableTaskClient>(), Cancel);
        await LoggedAsync(other, "Activity 'PlanChatJob'");
        stored.Answers = Task.CompletedTask;

        // Only what was read can answer after it.
        using GatewayCaller caller = new(other, other.App, other.Key);
        while ((await caller.AskAsync(Body)).Code == 503)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }

        Assert.Equal("completed", JobClient.StatusOf(await caller.EndOfAsync(job.Id)));
    }

    [Fact]
    public async Task Timers_leave_out_what_they_would_do_by_the_settings_alone()
    {
        ManualTimeProvider time = WithinAMinute();
        UnsteadyConfiguration stored = new() { Answers = Failing };
        await using GatewayApp gateway = await GatewayApp.StartAsync(time: time, configure: stored.Configure);

        time.Advance(TimeSpan.FromMinutes(1));

        await LoggedAsync(gateway, "EveryMinute was left out");
    }

    private static ManualTimeProvider WithinAMinute()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new ManualTimeProvider(now.AddSeconds(5 - now.Second));
    }

    /// <summary>An answer that may wait for the clock.</summary>
    private static async Task<GatewayAnswer> AnswerAsync(Task<GatewayAnswer> asking, ManualTimeProvider time)
    {
        while (await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Cancel)) != asking)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        return await asking;
    }

    private static async Task LoggedAsync(GatewayApp gateway, string text)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!gateway.Logs.Entries.Any(entry => entry.Text.Contains(text, StringComparison.Ordinal)))
        {
            Assert.False(patience.IsCancellationRequested, $"It was never logged: {text}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }
    }

    private sealed class NewerSchema : ISchemaStore
    {
        public Task<SchemaState> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(new SchemaState(SchemaKeeper.Current + 1));

        public Task<SchemaState?> ReplaceAsync(SchemaState expected, SchemaState next, CancellationToken cancellationToken) => Task.FromResult<SchemaState?>(null);
    }
}
