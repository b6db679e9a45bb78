using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Conversations;
using LlmFunctions.Errors;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class ResponseTableTests : IAsyncLifetime
{
    private const int Property = 64 * 1024;
    private const int Row = 11 * Property;

    // Far from the times of others, whose responses a purge of these tests must not meet.
    private static readonly DateTimeOffset Noon = new(2001, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly string _app = $"app-{Guid.NewGuid():N}";
    private ResponseTable _store = null!;
    private TableClient _rows = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        TableServiceClient service = new(await Azurite.ConnectionStringAsync());
        _store = new ResponseTable(service);
        _rows = service.GetTableClient("Responses");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_response_is_found_as_it_was_saved()
    {
        StoredResponse saved = Response() with { PreviousIds = [ResponseIds.OfResponse(ResponseIds.NewKey()), ResponseIds.OfResponse(ResponseIds.NewKey())] };
        await _store.SaveAsync(saved, Cancellation);

        await AssertFoundAsync(saved);
    }

    [Fact]
    public async Task A_response_can_be_saved_once_more()
    {
        StoredResponse saved = Response();
        await _store.SaveAsync(saved, Cancellation);
        await _store.SaveAsync(saved, Cancellation);

        await AssertFoundAsync(saved);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Property - 1)]
    [InlineData(Property)]
    [InlineData(Property + 1)]
    [InlineData(Row)]
    [InlineData(Row + 1)]
    [InlineData((3 * Row) + Property + 7)]
    public async Task However_large_it_is_a_response_keeps_to_the_limits_of_the_service(int length)
    {
        StoredResponse saved = Response() with { Input = RandomNumberGenerator.GetBytes(length / 3), Response = RandomNumberGenerator.GetBytes(length - (length / 3)) };
        await _store.SaveAsync(saved, Cancellation);

        await AssertFoundAsync(saved);
        IReadOnlyList<TableEntity> rows = await RowsAsync(saved);
        Assert.Equal(Math.Max(1, (length + Row - 1) / Row), rows.Count);
        foreach (TableEntity row in rows)
        {
            int[] sizes = [.. ((IDictionary<string, object>)row).Values.OfType<byte[]>().Select(static bytes => bytes.Length)];
            Assert.All(sizes, static size => Assert.InRange(size, 1, Property));
            Assert.InRange(sizes.Sum(), 0, 1024 * 1024 * 3 / 4);
        }
    }

    [Fact]
    public async Task Another_app_does_not_find_it()
    {
        StoredResponse saved = Response();
        await _store.SaveAsync(saved, Cancellation);

        Assert.Null(await _store.FindAsync(_app + "-other", saved.Id, Cancellation));
        Assert.False(await _store.DeleteAsync(_app + "-other", saved.Id, Cancellation));
        Assert.Null(await _store.FindAsync("' or PartitionKey ne '", saved.Id, Cancellation));
        await AssertFoundAsync(saved);
    }

    [Fact]
    public async Task A_response_that_is_deleted_leaves_nothing_of_what_was_said()
    {
        StoredResponse saved = Response() with { Response = RandomNumberGenerator.GetBytes(Row * 2) };
        await _store.SaveAsync(saved, Cancellation);

        Assert.True(await _store.DeleteAsync(_app, saved.Id, Cancellation));

        Assert.Null(await _store.FindAsync(_app, saved.Id, Cancellation));
        Assert.Empty(await RowsAsync(saved));
        Assert.False(await _store.DeleteAsync(_app, saved.Id, Cancellation));
    }

    [Fact]
    public async Task What_has_expired_is_purged_and_nothing_else()
    {
        StoredResponse longGone = Response() with { ExpiresAt = Noon.AddDays(-3), Response = RandomNumberGenerator.GetBytes(Row + 1) };
        StoredResponse justGone = Response() with { ExpiresAt = Noon };
        StoredResponse laterToday = Response() with { ExpiresAt = Noon.AddSeconds(1) };
        StoredResponse tomorrow = Response() with { ExpiresAt = Noon.AddDays(1) };
        foreach (StoredResponse response in (StoredResponse[])[longGone, justGone, laterToday, tomorrow])
        {
            await _store.SaveAsync(response, Cancellation);
        }

        Assert.Equal(2, await _store.PurgeAsync(Noon, Cancellation));

        Assert.Empty(await RowsAsync(longGone));
        Assert.Empty(await RowsAsync(justGone));
        await AssertFoundAsync(laterToday);
        await AssertFoundAsync(tomorrow);
        Assert.Equal(0, await _store.PurgeAsync(Noon, Cancellation));
        Assert.Equal(2, await _store.PurgeAsync(Noon.AddDays(2), Cancellation));
    }

    [Fact]
    public async Task What_a_crash_left_behind_is_no_response_and_is_purged()
    {
        StoredResponse saved = Response() with { ExpiresAt = Noon.AddYears(-10), Response = RandomNumberGenerator.GetBytes(Row * 2) };
        await _store.SaveAsync(saved, Cancellation);
        await _rows.DeleteEntityAsync($"{_app}_{saved.Id}", "0000", cancellationToken: Cancellation);

        Assert.Null(await _store.FindAsync(_app, saved.Id, Cancellation));
        await _store.PurgeAsync(Noon.AddYears(-9), Cancellation);

        Assert.Empty(await RowsAsync(saved));
    }

    [Fact]
    public async Task A_response_that_is_being_deleted_is_not_found_in_part()
    {
        StoredResponse saved = Response() with { Response = RandomNumberGenerator.GetBytes(Row * 2) };
        await _store.SaveAsync(saved, Cancellation);
        await _rows.DeleteEntityAsync($"{_app}_{saved.Id}", "0001", cancellationToken: Cancellation);

        Assert.Null(await _store.FindAsync(_app, saved.Id, Cancellation));
    }

    [Fact]
    public async Task A_storage_that_fails_is_said_to()
    {
        TableClientOptions options = new();
        options.Retry.MaxRetries = 0;
        ResponseTable nowhere = new(new TableServiceClient(
            $"DefaultEndpointsProtocol=http;AccountName={Azurite.AccountName};AccountKey={Azurite.AccountKey};TableEndpoint=http://127.0.0.1:9/{Azurite.AccountName};", options));

        foreach (Func<Task> work in (Func<Task>[])
            [
                () => nowhere.SaveAsync(Response(), Cancellation),
                () => nowhere.FindAsync(_app, "x", Cancellation),
                () => nowhere.DeleteAsync(_app, "x", Cancellation),
                () => nowhere.PurgeAsync(Noon, Cancellation),
            ])
        {
            GatewayException failure = await Assert.ThrowsAsync<GatewayException>(work);
            Assert.Equal(ErrorKind.StorageUnavailable, failure.Error.Kind);
            Assert.DoesNotContain("127.0.0.1", failure.Message, StringComparison.Ordinal);
        }
    }

    private async Task AssertFoundAsync(StoredResponse saved)
    {
        StoredResponse? found = await _store.FindAsync(_app, saved.Id, Cancellation);
        Assert.NotNull(found);
        Assert.Equal((saved.Id, saved.App, saved.CreatedAt, saved.ExpiresAt), (found.Id, found.App, found.CreatedAt, found.ExpiresAt));
        Assert.Equal(saved.PreviousIds, found.PreviousIds);
        Assert.True(saved.Input.Span.SequenceEqual(found.Input.Span));
        Assert.True(saved.Response.Span.SequenceEqual(found.Response.Span));
    }

    private async Task<IReadOnlyList<TableEntity>> RowsAsync(StoredResponse response)
    {
        List<TableEntity> rows = [];
        string partition = $"{_app}_{response.Id}";
        await foreach (TableEntity row in _rows.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: Cancellation))
        {
            rows.Add(row);
        }

        return rows;
    }

    private StoredResponse Response() => new()
    {
        Id = ResponseIds.OfResponse(ResponseIds.NewKey()),
        App = _app,
        CreatedAt = Noon,
        ExpiresAt = Noon.AddYears(90),
        Input = Encoding.UTF8.GetBytes("""[{"id":"msg_1","text":"grüße"}]"""),
        Response = Encoding.UTF8.GetBytes("""{"id":"resp_1","output":[]}"""),
    };
}
