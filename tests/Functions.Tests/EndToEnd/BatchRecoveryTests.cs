using System.Text.Json;
using LlmFunctions.Batches;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Workflows.Batches;
using LlmFunctions.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What is left of batches after crashes.</summary>
public sealed class BatchRecoveryTests
{
    // The timers of other tests' apps start what they find lost, and those apps may end before it does.
    private static readonly Lazy<Task<string>> Storage = new(Azurite.FreshAsync);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sweep_starts_what_was_lost_and_leaves_alone_what_just_begins()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(await AloneAsync());
        BatchCaller caller = new(gateway.Caller);
        string file = await caller.UploadedAsync(BatchCaller.Line("a"));
        Batch broken = await AcceptAsync(gateway, "file-of-nobody", minutesAgo: 3);
        Batch lost = await AcceptAsync(gateway, file, minutesAgo: 2);
        Batch young = await AcceptAsync(gateway, file, minutesAgo: 0);

        await Get<BatchStarter>(gateway).SweepAsync(Get<DurableTaskClient>(gateway), Cancel);

        Assert.Equal("completed", Status(await caller.EndAsync(lost.Id)));
        Assert.Equal("failed", Status(await caller.EndAsync(broken.Id)));
        Assert.Null(await Get<DurableTaskClient>(gateway).GetInstanceAsync(young.Id, Cancel));
        Assert.Equal("validating", Status(await caller.GetAsync(young.Id)));
    }

    [Fact]
    public async Task A_batch_whose_workflow_broke_down_ends_instead_of_running_for_ever()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(await AloneAsync());
        BatchCaller caller = new(gateway.Caller);
        Batch broken = await AcceptAsync(gateway, await caller.UploadedAsync(BatchCaller.Line("a")), minutesAgo: 2);
        DurableTaskClient client = Get<DurableTaskClient>(gateway);
        await client.ScheduleNewOrchestrationInstanceAsync("no-such-orchestrator", null, new StartOrchestrationOptions(broken.Id), Cancel);
        await client.WaitForInstanceCompletionAsync(broken.Id, Cancel);

        await Get<BatchStarter>(gateway).SweepAsync(client, Cancel);

        Assert.Equal("failed", Status(await caller.EndAsync(broken.Id)));
    }

    private static string Status(JsonElement batch) => batch.GetProperty("status").GetString()!;

    private static async Task<GatewaySettings> AloneAsync() => new GatewaySettings().With("AzureWebJobsStorage", await Storage.Value);

    private static T Get<T>(GatewayApp gateway)
        where T : notnull => gateway.Host.Services.GetRequiredService<T>();

    /// <summary>A batch as a crash leaves it between its acceptance and its start.</summary>
    private static async Task<Batch> AcceptAsync(GatewayApp gateway, string fileId, int minutesAgo)
    {
        DateTimeOffset created = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo);
        Batch batch = new()
        {
            Id = BatchIds.New(created), App = gateway.App, KeyId = "k", Endpoint = BatchEndpoint.ChatCompletions, InputFileId = fileId,
            CreatedAt = created, ExpiresAt = created.AddDays(1), PurgeAt = created.AddDays(2),
        };
        await Get<IBatchStore>(gateway).BeginAsync(batch, null, "hash", Cancel);
        await Get<IBatchStore>(gateway).AddAsync(batch, Cancel);
        return batch;
    }
}
