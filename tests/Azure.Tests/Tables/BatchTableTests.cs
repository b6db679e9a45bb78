using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Batches;
using LlmFunctions.Jobs;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class BatchTableTests : IAsyncLifetime
{
    // Far from the times of others, whose batches a purge of these tests must not meet.
    private static readonly DateTimeOffset Noon = new(2004, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly string _app = $"app-{Guid.NewGuid():N}";
    private BatchTable _batches = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _batches = new BatchTable(new TableServiceClient(await Azurite.ConnectionStringAsync()), _app);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_batch_is_found_as_it_was_added_and_by_its_app_only()
    {
        Batch batch = await AddAsync(New());

        Batch found = (await _batches.FindAsync(_app, batch.Id, Cancellation))!;
        Assert.Equivalent(batch, found, strict: true);
        Assert.Null(await _batches.FindAsync("other", batch.Id, Cancellation));
        await _batches.AddAsync(batch with { Total = 7 }, Cancellation);
        Assert.Equal(0, (await _batches.FindAsync(_app, batch.Id, Cancellation))!.Total);
    }

    [Fact]
    public async Task A_batch_with_all_the_errors_and_metadata_that_there_may_be_is_kept()
    {
        Batch batch = New() with
        {
            Metadata = Enumerable.Range(0, 16).ToDictionary(i => $"{i:D2}{new string('ü', 62)}", _ => new string('ü', 512)),
            Errors = [.. Enumerable.Range(0, 50).Select(i => new BatchError("invalid_request", new string('ü', 1000), "custom_id", i))],
        };

        await AddAsync(batch);

        Assert.Equivalent(batch, await _batches.FindAsync(_app, batch.Id, Cancellation), strict: true);
    }

    [Fact]
    public async Task Of_changes_at_once_none_is_lost()
    {
        Batch batch = await AddAsync(New());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _batches.ChangeAsync(_app, batch.Id, static current => current with { Total = current.Total + 1 }, Cancellation)));

        Assert.Equal(8, (await _batches.FindAsync(_app, batch.Id, Cancellation))!.Total);
        Assert.Null(await _batches.ChangeAsync(_app, BatchIds.New(Noon), static current => current, Cancellation));
    }

    [Fact]
    public async Task A_key_stands_for_the_first_batch_that_was_begun_with_it()
    {
        Batch first = New();
        Batch second = New();

        Assert.Equal(new JobClaim(first.Id, "hash"), await _batches.BeginAsync(first, "key", "hash", Cancellation));
        Assert.Equal(new JobClaim(first.Id, "hash"), await _batches.BeginAsync(second, "key", "other", Cancellation));
        Assert.Equal(new JobClaim(second.Id, "other"), await _batches.BeginAsync(second, null, "other", Cancellation));
    }

    [Fact]
    public async Task Batches_are_listed_the_newest_first()
    {
        List<Batch> batches = [];
        for (int i = 0; i < 4; i++)
        {
            batches.Add(await AddAsync(New(Noon.AddSeconds(i))));
        }

        Assert.Equal([batches[3].Id, batches[2].Id], (await _batches.ListAsync(_app, null, 2, Cancellation)).Select(static batch => batch.Id));
        Assert.Equal([batches[1].Id, batches[0].Id], (await _batches.ListAsync(_app, batches[2].Id, 10, Cancellation)).Select(static batch => batch.Id));
    }

    [Fact]
    public async Task A_batch_is_open_until_it_has_ended()
    {
        Batch batch = await AddAsync(New());
        Assert.Contains(await OpenAsync(), open => open.Job.Id == batch.Id);

        await _batches.ChangeAsync(_app, batch.Id, static current => current.FailedFor([new BatchError("c", "m")], Noon), Cancellation);

        Assert.DoesNotContain(await OpenAsync(), open => open.Job.Id == batch.Id);
    }

    [Fact]
    public async Task What_is_to_be_purged_is_found_and_deleted_with_its_key()
    {
        Batch batch = New();
        await _batches.BeginAsync(batch, "key", "hash", Cancellation);
        await _batches.AddAsync(batch, Cancellation);

        ExpiredJob expired = Assert.Single(await ExpiredAsync(batch.PurgeAt));
        Assert.Empty(await ExpiredAsync(batch.PurgeAt.AddSeconds(-1)));
        await _batches.DeleteAsync(expired, Cancellation);

        Assert.Null(await _batches.FindAsync(_app, batch.Id, Cancellation));
        Assert.Empty(await ExpiredAsync(batch.PurgeAt));
        Batch next = New();
        Assert.Equal(next.Id, (await _batches.BeginAsync(next, "key", "hash", Cancellation)).JobId);
    }

    private Batch New(DateTimeOffset? now = null) => new()
    {
        Id = BatchIds.New(now ?? Noon),
        App = _app,
        KeyId = "k1",
        Endpoint = BatchEndpoint.Messages,
        InputFileId = "file-1",
        Metadata = new Dictionary<string, string> { ["a"] = "b" },
        Origin = new BatchOrigin { Strategy = "weighted", Headers = new Dictionary<string, string> { ["anthropic-version"] = "2023-06-01" } },
        OutputRetention = TimeSpan.FromHours(1),
        CreatedAt = now ?? Noon,
        ExpiresAt = Noon.AddDays(1),
        PurgeAt = Noon.AddDays(30),
        Counts = new BatchCounts(1, 2),
        Usage = new BatchUsage(1, 2, 3, 4),
    };

    private async Task<Batch> AddAsync(Batch batch)
    {
        await _batches.BeginAsync(batch, null, "hash", Cancellation);
        await _batches.AddAsync(batch, Cancellation);
        return batch;
    }

    private async Task<IReadOnlyList<OpenJob>> OpenAsync()
    {
        List<OpenJob> open = [];
        await foreach (OpenJob batch in _batches.ListOpenAsync(Noon.AddMinutes(1), Cancellation))
        {
            open.Add(batch);
        }

        return open;
    }

    private async Task<IReadOnlyList<ExpiredJob>> ExpiredAsync(DateTimeOffset now)
    {
        List<ExpiredJob> expired = [];
        await foreach (ExpiredJob batch in _batches.ListExpiredAsync(now, Cancellation))
        {
            if (batch.App == _app)
            {
                expired.Add(batch);
            }
        }

        return expired;
    }
}
