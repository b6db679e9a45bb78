using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Testing;
using LlmFunctions.Usage.Reports;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class RollUpTableTests : IAsyncLifetime
{
    // A Monday, long before anything is rolled up: what is written here are no sums, and others who share the storage must not find them.
    private static readonly DateTimeOffset Day = new(2022, 1, 31, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Through = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);

    private readonly string _app = $"app-{Guid.NewGuid():N}";
    private RollUpTable _table = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _table = new RollUpTable(new TableServiceClient(await Azurite.ConnectionStringAsync()));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(RollUpGrain.Hour)]
    [InlineData(RollUpGrain.Day)]
    [InlineData(RollUpGrain.Week)]
    public async Task Roll_ups_of_a_span_are_read_over_the_edges_of_partitions(RollUpGrain grain)
    {
        Func<int, DateTimeOffset> start = grain switch
        {
            RollUpGrain.Hour => static i => Day.AddHours(i),
            RollUpGrain.Day => static i => Day.AddDays(i),
            _ => static i => Day.AddDays(7 * i),
        };
        for (int i = -40; i <= 40; i += 8)
        {
            await _table.WriteAsync(Of(grain, start(i), [(byte)(i + 50)]), Cancellation);
            await _table.WriteAsync(Of(grain, start(i), [1]) with { Cube = RollUpCube.Users }, Cancellation);
            await _table.WriteAsync(Of(grain, start(i), [1]) with { App = _app + "x" }, Cancellation);
        }

        IReadOnlyList<RollUp> read = await _table.ReadAsync(RollUpCube.Models, grain, _app, start(-24), start(24), Cancellation);

        Assert.Equal([26, 34, 42, 50, 58, 66], read.OrderBy(static one => one.Start).Select(static one => (int)one.Content.Span[0]));
        Assert.All(read, one => Assert.Equal(_app, one.App));
        IReadOnlyList<RollUp> all = await _table.ReadAsync(RollUpCube.Models, grain, null, start(0), start(1), Cancellation);
        Assert.Equal(2, all.Count(one => one.App.StartsWith(_app, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_roll_up_takes_the_place_of_the_one_before_and_may_be_as_large_as_is_allowed()
    {
        byte[] large = new byte[RollUp.MostBytes];
        new Random(1).NextBytes(large);
        await _table.WriteAsync(Of(RollUpGrain.Day, Day, large), Cancellation);
        Assert.Equal(large, Assert.Single(await _table.ReadAsync(RollUpCube.Models, RollUpGrain.Day, _app, Day, Day.AddDays(1), Cancellation)).Content.ToArray());

        await _table.WriteAsync(Of(RollUpGrain.Day, Day, [7]), Cancellation);
        Assert.Equal([7], Assert.Single(await _table.ReadAsync(RollUpCube.Models, RollUpGrain.Day, _app, Day, Day.AddDays(1), Cancellation)).Content.ToArray());
    }

    [Fact]
    public async Task The_storage_says_what_time_it_is() =>
        Assert.InRange((await _table.ReadTimeAsync(Cancellation) - TimeProvider.System.GetUtcNow()).TotalSeconds, -30, 30);

    [Fact]
    public async Task Only_one_of_two_who_advance_at_once_does()
    {
        RollUpProgress before = await _table.ReadProgressAsync(Cancellation);

        bool[] advanced = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _table.AdvanceAsync(before, Through, Cancellation)));

        // None where another test class, on the same storage, was first.
        Assert.InRange(advanced.Count(static done => done), 0, 1);
        RollUpProgress after = await _table.ReadProgressAsync(Cancellation);
        Assert.NotEqual(before.Version, after.Version);
        Assert.NotNull(after.Through);
    }

    [Fact]
    public async Task Old_ones_are_deleted_and_no_others()
    {
        DateTimeOffset old = Day.AddYears(-20);
        for (int hour = 0; hour < 48; hour++)
        {
            await _table.WriteAsync(Of(RollUpGrain.Hour, old.AddHours(hour), [1]), Cancellation);
        }

        await _table.WriteAsync(Of(RollUpGrain.Day, old, [1]), Cancellation);
        Assert.InRange(await _table.PurgeAsync(RollUpGrain.Hour, old.AddDays(1), Cancellation), 24, int.MaxValue);

        Assert.Equal(24, (await _table.ReadAsync(RollUpCube.Models, RollUpGrain.Hour, _app, old, old.AddDays(3), Cancellation)).Count);
        Assert.Single(await _table.ReadAsync(RollUpCube.Models, RollUpGrain.Day, _app, old, old.AddDays(3), Cancellation));
    }

    private RollUp Of(RollUpGrain grain, DateTimeOffset start, byte[] content) => new(RollUpCube.Models, grain, start, _app, content);
}
