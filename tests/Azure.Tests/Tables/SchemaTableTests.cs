using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Migrations;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class SchemaTableTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_instances_at_once_one_migrates_and_all_end_with_the_version()
    {
        SchemaTable store = new(new TableServiceClient(await Azurite.ConnectionStringAsync())) { Partition = $"test-{Guid.NewGuid():N}" };
        Assert.Equal(new SchemaState(0), await store.ReadAsync(Cancel));
        int ran = 0;
        SchemaKeeper[] keepers = [.. Enumerable.Range(0, 8).Select(_ => new SchemaKeeper(store, [new Step(() => Interlocked.Increment(ref ran))], TimeProvider.System, NullLogger<SchemaKeeper>.Instance))];

        await Task.WhenAll(keepers.Select(static async keeper =>
        {
            while (!await keeper.EnsureAsync(Cancel))
            {
                await Task.Yield();
            }
        }));

        SchemaState state = await store.ReadAsync(Cancel);
        Assert.Equal((2, null, null, 1), (state.Version, state.Owner, state.Until, ran));
        Assert.Null(await store.ReplaceAsync(new SchemaState(0), new SchemaState(7), Cancel));
        Assert.Null(await store.ReplaceAsync(state with { Tag = "W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\"" }, new SchemaState(7), Cancel));
    }

    [Fact]
    public async Task On_a_new_storage_no_instance_waits_for_another()
    {
        SchemaTable store = new(new TableServiceClient(await Azurite.ConnectionStringAsync())) { Partition = $"test-{Guid.NewGuid():N}" };
        SchemaKeeper[] keepers = [.. Enumerable.Range(0, 16).Select(_ => new SchemaKeeper(store, [], TimeProvider.System, NullLogger<SchemaKeeper>.Instance))];

        bool[] ensured = await Task.WhenAll(keepers.Select(static keeper => keeper.EnsureAsync(Cancel)));

        Assert.All(ensured, Assert.True);
        Assert.Equal((SchemaKeeper.Current, null), ((await store.ReadAsync(Cancel)).Version, (await store.ReadAsync(Cancel)).Owner));
    }

    private sealed class Step(Action run) : IMigration
    {
        public int To => 2;

        public Task RunAsync(CancellationToken cancellationToken)
        {
            run();
            return Task.CompletedTask;
        }
    }
}
