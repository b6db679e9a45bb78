using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Testing;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class FeedbackTableTests : IAsyncLifetime
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    // Long before what other tests write, and days of their own for each run: purging is for all apps.
    private static readonly DateTimeOffset Noon = new DateTimeOffset(2003, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(60 * Math.Abs(Guid.NewGuid().GetHashCode() % 100));

    private readonly string _app = $"app-{Guid.NewGuid():N}";
    private readonly string _experiment = $"e_{Guid.NewGuid():N}";
    private TableServiceClient _service = null!;
    private FeedbackTable _table = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = new TableServiceClient(await Azurite.ConnectionStringAsync());
        _table = new FeedbackTable(_service);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_answered_call_of_an_experiment_is_found_by_its_app_for_as_long_as_it_is_kept()
    {
        await AppendAsync(Record("r-1"));
        Assert.Equal(
            new RatableCall { App = _app, RequestId = "r-1", Experiment = _experiment, Variant = "a", User = "ann", StartedAt = Noon },
            await FindAsync("r-1", Noon));
        Assert.NotNull(await FindAsync("r-1", Noon.AddDays(30)));
        Assert.Null(await FindAsync("r-1", Noon.AddDays(32)));
        Assert.Null(await FindAsync("r-2", Noon));
        Assert.Null(await _table.FindCallAsync("another-app", "r-1", Noon, Kept, Cancellation));
    }

    [Fact]
    public async Task Calls_without_an_experiment_and_those_that_failed_are_not_noted()
    {
        await AppendAsync(Record("plain") with { Experiment = null, Variant = null });
        await AppendAsync(Record("failed") with { Outcome = "timeout" });
        Assert.Null(await FindAsync("plain", Noon));
        Assert.Null(await FindAsync("failed", Noon));

        // A second attempt that went well is an answer, and so is the same record once more.
        await AppendAsync(Record("failed") with { Attempt = 2, Id = "x" });
        await AppendAsync(Record("failed") with { Attempt = 2, Id = "x" });
        Assert.NotNull(await FindAsync("failed", Noon));
    }

    [Fact]
    public async Task Scores_are_added_up_by_variant_and_the_last_one_of_a_user_counts()
    {
        await SaveAsync("r-1", "a", "ann", 0.25);
        await SaveAsync("r-1", "a", "ann", 0.5);
        await SaveAsync("r-1", "a", "ben", 1);
        await SaveAsync("r-2", "b", "", 0, Noon.AddDays(1));
        await SaveAsync("r-3", "b", "ann", 1, Noon.AddDays(2));

        var sums = await _table.SumAsync(_experiment, Noon, Noon.AddDays(2), Cancellation);
        Assert.Equal(new ScoreSums(2, 1.5, 1.25), sums["a"]);
        Assert.Equal(new ScoreSums(1, 0, 0), sums["b"]);
        Assert.Empty(await _table.SumAsync(_experiment, Noon.AddSeconds(1), Noon.AddDays(1), Cancellation));
        Assert.Empty(await _table.SumAsync(_experiment[..^1], Noon, Noon.AddDays(3), Cancellation));
    }

    [Fact]
    public async Task What_is_older_is_purged_whole_days_at_a_time()
    {
        await AppendAsync(Record("old"));
        await AppendAsync(Record("young") with { StartedAt = Noon.AddDays(1) });
        await SaveAsync("old", "a", "ann", 1);
        await SaveAsync("young", "a", "ann", 1, Noon.AddDays(1));

        Assert.True(await _table.PurgeAsync(Noon.AddHours(12), Cancellation) >= 2);
        Assert.Null(await FindAsync("old", Noon));
        Assert.NotNull(await FindAsync("young", Noon.AddDays(1)));
        Assert.Equal(1, (await _table.SumAsync(_experiment, Noon, Noon.AddDays(3), Cancellation))["a"].Count);
    }

    private Task<RatableCall?> FindAsync(string requestId, DateTimeOffset now) => _table.FindCallAsync(_app, requestId, now, Kept, Cancellation);

    private Task AppendAsync(UsageRecord record) => new UsageTable(_service, new Random(1)).AppendAsync(record, Cancellation);

    private Task SaveAsync(string requestId, string variant, string user, double score, DateTimeOffset? startedAt = null) => _table.SaveAsync(
        new Feedback
        {
            Call = new RatableCall { App = _app, RequestId = requestId, Experiment = _experiment, Variant = variant, StartedAt = startedAt ?? Noon },
            User = user,
            Score = score,
            Comment = "Quite so.",
            GivenAt = Noon,
        },
        Cancellation);

    private UsageRecord Record(string requestId) => new()
    {
        RequestId = requestId,
        Attempt = 1,
        StartedAt = Noon,
        App = _app,
        KeyId = "key",
        User = "ann",
        Experiment = _experiment,
        Variant = "a",
        RequestedModel = "fast",
        Model = "m",
        Provider = "p",
        Account = "default",
        Dialect = "openai",
        Outcome = "success",
        Duration = TimeSpan.FromMilliseconds(1),
    };
}
