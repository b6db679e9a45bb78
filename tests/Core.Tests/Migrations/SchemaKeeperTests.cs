using LlmFunctions.Migrations;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Migrations;

public sealed class SchemaKeeperTests
{
    private readonly MemorySchemaStore _store = new();
    private readonly ManualTimeProvider _time = new();
    private readonly List<int> _ran = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_stored_gets_the_version_of_this_app_and_is_read_once()
    {
        SchemaKeeper keeper = Keeper();

        Assert.True(await keeper.EnsureAsync(Cancel));
        Assert.True(await keeper.EnsureAsync(Cancel));

        Assert.Equal((SchemaKeeper.Current, null), (_store.State.Version, _store.State.Owner));
        Assert.Equal(2, _store.Reads);
    }

    [Theory]
    [InlineData(0, new[] { 2, 3 })]
    [InlineData(1, new[] { 2, 3 })]
    [InlineData(2, new[] { 3 })]
    [InlineData(3, new int[0])]
    public async Task From_every_version_the_missing_migrations_run_in_order(int from, int[] expected)
    {
        _store.State = new SchemaState(from, Tag: "0");

        Assert.True(await Keeper(Migration(3), Migration(2)).EnsureAsync(Cancel));

        Assert.Equal(expected, _ran);
        Assert.Equal(3, _store.State.Version);
    }

    [Fact]
    public async Task A_newer_version_is_not_touched()
    {
        _store.State = new SchemaState(9, Tag: "0");

        Assert.False(await Keeper(Migration(2)).EnsureAsync(Cancel));

        Assert.Empty(_ran);
        Assert.Equal(9, _store.State.Version);
    }

    [Fact]
    public async Task One_of_many_migrates_and_the_others_wait_for_its_lease()
    {
        TaskCompletionSource going = new(), go = new();
        _store.State = new SchemaState(1, Tag: "0");
        Task<bool> first = Keeper(new Step(2, async _ =>
        {
            _ran.Add(2);
            going.SetResult();
            await go.Task;
        })).EnsureAsync(Cancel);
        await going.Task;
        SchemaKeeper other = Keeper(Migration(2));

        Assert.False(await other.EnsureAsync(Cancel));
        go.SetResult();
        Assert.True(await first);
        Assert.True(await other.EnsureAsync(Cancel));
        Assert.Equal([2], _ran);
    }

    [Fact]
    public async Task What_a_killed_instance_began_is_begun_anew_when_its_lease_is_over()
    {
        _store.State = new SchemaState(1, "killed", _time.GetUtcNow() + SchemaKeeper.Lease, "0");
        SchemaKeeper keeper = Keeper(Migration(2));

        Assert.False(await keeper.EnsureAsync(Cancel));
        _time.Advance(SchemaKeeper.Lease);
        Assert.True(await keeper.EnsureAsync(Cancel));
        Assert.Equal([2], _ran);
    }

    [Fact]
    public async Task A_migration_that_fails_is_told_of_and_notes_nothing()
    {
        _store.State = new SchemaState(1, Tag: "0");

        await Assert.ThrowsAsync<IOException>(() => Keeper(new Step(2, static _ => throw new IOException("no"))).EnsureAsync(Cancel));

        Assert.Equal(1, _store.State.Version);
    }

    [Fact]
    public async Task Whoever_loses_the_lease_stops_and_notes_nothing()
    {
        _store.State = new SchemaState(1, Tag: "0");
        TaskCompletionSource going = new();
        Task<bool> migrating = Keeper(new Step(2, async cancellationToken =>
        {
            going.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
        })).EnsureAsync(Cancel);
        await going.Task;
        _store.State = new SchemaState(2, Tag: "other");
        _time.Advance(SchemaKeeper.Lease);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => migrating);
        Assert.Equal((2, "other"), (_store.State.Version, _store.State.Tag));
    }

    private Step Migration(int to) => new(to, _ =>
    {
        _ran.Add(to);
        return Task.CompletedTask;
    });

    private SchemaKeeper Keeper(params IMigration[] migrations) => new(_store, migrations, _time, NullLogger<SchemaKeeper>.Instance);

    private sealed class Step(int to, Func<CancellationToken, Task> run) : IMigration
    {
        public int To => to;

        public Task RunAsync(CancellationToken cancellationToken) => run(cancellationToken);
    }

    private sealed class MemorySchemaStore : ISchemaStore
    {
        private int _tag;

        public SchemaState State { get; set; } = new(0);

        public int Reads { get; private set; }

        public Task<SchemaState> ReadAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return Task.FromResult(State);
        }

        public Task<SchemaState?> ReplaceAsync(SchemaState expected, SchemaState next, CancellationToken cancellationToken)
        {
            if (State.Tag != expected.Tag)
            {
                return Task.FromResult<SchemaState?>(null);
            }

            State = next with { Tag = $"t{_tag++}" };
            return Task.FromResult<SchemaState?>(State);
        }
    }
}
