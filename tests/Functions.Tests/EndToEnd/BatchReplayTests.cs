using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.LocalHost.Durable.Functions;
using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Replay;
using LlmFunctions.LocalHost.Durable.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>The recorded histories of the orchestrators of batches, run again: they do the same, step by step.</summary>
public sealed class BatchReplayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_recorded_history_of_a_batch_can_be_replayed_to_its_end()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        BatchCaller caller = new(gateway.Caller);
        string id = await caller.CreatedAsync(await caller.UploadedAsync(Enumerable.Range(0, 1060).Select(static i => BatchCaller.Line($"line-{i}"))));
        DurableTaskClient client = gateway.Host.Services.GetRequiredService<DurableTaskClient>();
        await client.WaitForInstanceCompletionAsync(id, false, Cancel);

        Dictionary<string, int> replayed = [];
        DurableInvoker invoker = gateway.Host.Services.GetRequiredService<DurableInvoker>();
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(new OrchestrationQuery { FetchInputsAndOutputs = true }))
        {
            IReadOnlyList<HistoryEvent> history = await HistoryAsync(gateway, instance.InstanceId);

            Turn turn = invoker.RunTurn(instance.InstanceId, history, []);

            Assert.Null(turn.Failure);
            Assert.Equal((OrchestrationRuntimeStatus.Completed, instance.SerializedOutput), (turn.Status, turn.Data));
            Assert.Empty(turn.Steps);
            replayed[instance.Name] = replayed.GetValueOrDefault(instance.Name) + 1;

            // That it can tell: the same history with another first step is not what the orchestrator does.
            Turn other = invoker.RunTurn(instance.InstanceId, [.. history.Select(static e => e.Kind is EventKind.TaskScheduled ? e with { Name = "Another" } : e)], []);
            Assert.Contains("Another", other.Failure!.Message, StringComparison.Ordinal);
        }

        Assert.Equal(new Dictionary<string, int> { ["Batch"] = 1, ["BatchPage"] = 2 }, replayed);
    }

    private static async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(GatewayApp gateway, string instanceId)
    {
        DurableStore store = gateway.Host.Services.GetRequiredService<DurableStore>();
        DateTimeOffset now = DateTimeOffset.MaxValue.AddDays(-1);
        Head head = (await store.Histories.TryLeaseAsync(instanceId, "test", now, now.AddYears(-1), Cancel))!;
        return await store.Histories.ReadAsync(head, Cancel);
    }
}
