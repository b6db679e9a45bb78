using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Tests.Sdk.Support;
using LlmFunctions.LocalHost.Durable;
using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Replay;
using LlmFunctions.LocalHost.Durable.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.Workflows;

/// <summary>
/// Every orchestrator still does what it did when its histories were recorded: workflows that are under way when the app is updated go on.
/// </summary>
public sealed class RecordedHistoryTests
{
    private const string Folder = "tests/Functions.Tests/Workflows/Histories";

    // Set to 1, the histories are recorded anew.
    private const string WriteVariable = "LLMFN_WRITE_HISTORIES";

    private const string Messages = """[{"role":"user","content":"Hi"}]""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Files()
    {
        TheoryData<string> files = [];
        foreach (string file in Directory.GetFiles(Repository.File(Folder), "*.jsonl"))
        {
            files.Add(Path.GetFileName(file));
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_recorded_history_leads_to_the_same_steps_turn_by_turn(string file)
    {
        RecordedHistory recorded = RecordedHistory.Read(Repository.File($"{Folder}/{file}"));
        List<HistoryEvent> history = [];
        foreach (IReadOnlyList<HistoryEvent> turn in recorded.Turns)
        {
            Turn again = recorded.Replay(history, [.. turn.Where(static e => !RecordedHistory.IsStep(e))]);
            Assert.Null(again.Failure);
            Assert.Equal(turn.Where(RecordedHistory.IsStep).Select(RecordedHistory.StepOf), again.Added.Where(RecordedHistory.IsStep).Select(RecordedHistory.StepOf));
            history.AddRange(turn);
        }

        Turn whole = recorded.Replay(recorded.Events, []);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, whole.Status);
        Assert.Empty(whole.Steps);
    }

    [Fact]
    public void Every_orchestrator_has_a_recorded_history() => Assert.Equal(
        RecordedHistory.Orchestrators.Keys.Order(StringComparer.Ordinal),
        Directory.GetFiles(Repository.File(Folder), "*.jsonl").Select(static file => RecordedHistory.Read(file).Orchestrator).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Histories_are_recorded_on_demand()
    {
        if (Environment.GetEnvironmentVariable(WriteVariable) != "1")
        {
            Assert.NotEmpty(Files());
            return;
        }

        int calls = 0;
        int hooks = 0;
        await using ScriptedProvider busy = ScriptedProvider.Run(exchange => exchange.RespondAsync(Interlocked.Increment(ref calls) < 3 ? 503 : 404, """{"error":{"message":"no"}}"""));
        await using ScriptedProvider receiver = ScriptedProvider.Run(exchange => exchange.RespondAsync(Interlocked.Increment(ref hooks) == 1 ? 500 : 204, ""));
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("openai", busy.BaseUrl)
            .With("Gateway__Retry__MaxRetries", "2")
            .With("Gateway__Jobs__WebhookSecret", "0123456789abcdef")
            .With("Gateway__Jobs__WebhookLoopback", "on"));

        await RecordAsync(
            gateway, "chat-repeated-replaced-and-told-twice", "/v1/chat/completions", $$"""{"models":["openai/m","sandbox/e"],"messages":{{Messages}}}""", ("x-llm-webhook", receiver.BaseUrl.ToString()));
        await RecordAsync(gateway, "chat-failed", "/v1/chat/completions", $$"""{"model":"sandbox/e","messages":{{Messages}},"sandbox":{"status":400} }""");
        await RecordAsync(gateway, "parallel", "/api/v1/parallel", $$"""{"models":["sandbox/a","sandbox/b","sandbox/c"],"messages":{{Messages}},"aggregate":"vote"}""");
        await RecordAsync(
            gateway, "parallel-quorum", "/api/v1/parallel", $$"""{"models":["sandbox/a","openai/m"],"messages":{{Messages}},"quorum":1}""", ("x-llm-webhook", receiver.BaseUrl.ToString()));
        await RecordBatchAsync(gateway);
    }

    private static async Task RecordAsync(GatewayApp gateway, string name, string path, string body, params (string Name, string Value)[] headers)
    {
        await RecordAsync(gateway, name, JobClient.IdOf(await gateway.Caller.LaterAsync(body, path, headers)));
    }

    private static async Task RecordBatchAsync(GatewayApp gateway)
    {
        BatchCaller caller = new(gateway.Caller);
        await RecordAsync(gateway, "batch", await caller.CreatedAsync(await caller.UploadedAsync(Enumerable.Range(0, 130).Select(static i => BatchCaller.Line($"line-{i}")))));
        await foreach (OrchestrationMetadata instance in gateway.Host.Services.GetRequiredService<DurableTaskClient>().GetAllInstancesAsync())
        {
            if (instance.Name == "BatchPage")
            {
                await RecordAsync(gateway, "batch-page", instance.InstanceId);
            }
        }
    }

    private static async Task RecordAsync(GatewayApp gateway, string name, string id)
    {
        await gateway.Host.Services.GetRequiredService<DurableTaskClient>().WaitForInstanceCompletionAsync(id, Cancel);
        DurableStore store = gateway.Host.Services.GetRequiredService<DurableStore>();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Head? head = null;
        while (head is null)
        {
            head = await store.Histories.TryLeaseAsync(id, "recorder", now, now + DurableOptions.Lease, Cancel);
            await Task.Yield();
        }

        new RecordedHistory(await store.Histories.ReadAsync(head, Cancel)).Write(Repository.File($"{Folder}/{name}.jsonl"));
    }
}
