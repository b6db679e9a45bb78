using Azure;
using Azure.Data.Tables;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.DataTables;

public sealed class EntityTests : TableTest
{
    [Fact]
    public async Task An_added_row_is_read_with_its_etag_and_timestamp()
    {
        Response added = await Table.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = "hello" }, Cancellation);
        Response<TableEntity> read = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.Equal(204, added.Status);
        Assert.Equal(added.Headers.ETag, read.Value.ETag);
        Assert.Equal(200, read.GetRawResponse().Status);
        Assert.Equal("p", read.Value.PartitionKey);
        Assert.Equal("r", read.Value.RowKey);
        Assert.Equal("hello", read.Value["Text"]);
        Assert.InRange(read.Value.Timestamp!.Value, TimeProvider.System.GetUtcNow().AddMinutes(-10), TimeProvider.System.GetUtcNow().AddMinutes(10));
    }

    [Fact]
    public async Task Adding_a_row_twice_fails_with_EntityAlreadyExists()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        Assert.Equal(409, failure.Status);
        Assert.Equal("EntityAlreadyExists", failure.ErrorCode);
    }

    [Fact]
    public async Task Reading_a_missing_row_fails_with_ResourceNotFound()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.GetEntityAsync<TableEntity>("p", "none", cancellationToken: Cancellation));

        Assert.Equal(404, failure.Status);
        Assert.Equal("ResourceNotFound", failure.ErrorCode);
    }

    [Fact]
    public async Task Reading_a_missing_row_if_it_exists_gives_no_value()
    {
        NullableResponse<TableEntity> missing = await Table.GetEntityIfExistsAsync<TableEntity>("p", "none", cancellationToken: Cancellation);
        await Table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        NullableResponse<TableEntity> there = await Table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.False(missing.HasValue);
        Assert.Equal(404, missing.GetRawResponse().Status);
        Assert.ThrowsAny<InvalidOperationException>(() => missing.Value);
        Assert.True(there.HasValue);
        Assert.Equal("r", there.Value!.RowKey);
    }

    [Fact]
    public async Task Writing_to_a_missing_table_fails_with_TableNotFound()
    {
        TableClient missing = Service.GetTableClient(Prefix + "Missing");

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => missing.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        Assert.Equal(404, failure.Status);
        Assert.Equal("TableNotFound", failure.ErrorCode);
    }

    [Fact]
    public async Task A_merge_keeps_properties_that_the_update_does_not_have()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 }, Cancellation);

        await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["B"] = 2, ["C"] = 3 }, ETag.All, TableUpdateMode.Merge, Cancellation);

        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal((1, 2, 3), (read.GetInt32("A"), read.GetInt32("B"), read.GetInt32("C")));
    }

    [Fact]
    public async Task A_replacement_drops_properties_that_the_update_does_not_have()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 }, Cancellation);

        await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["B"] = 2 }, ETag.All, TableUpdateMode.Replace, Cancellation);

        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Null(read.GetInt32("A"));
        Assert.Equal(2, read.GetInt32("B"));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task An_update_under_an_old_etag_fails_and_under_the_new_one_succeeds(TableUpdateMode mode)
    {
        Response added = await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancellation);
        ETag first = added.Headers.ETag!.Value;
        Response updated = await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, first, mode, Cancellation);

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => Table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 3 }, first, mode, Cancellation));

        Assert.Equal(412, failure.Status);
        Assert.Equal("UpdateConditionNotSatisfied", failure.ErrorCode);
        ETag second = updated.Headers.ETag!.Value;
        Assert.NotEqual(first, second);
        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal(2, read.GetInt32("A"));
        Assert.Equal(second, read.ETag);
        Assert.Equal(204, (await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 4 }, read.ETag, mode, Cancellation)).Status);
    }

    [Fact]
    public async Task Updating_a_missing_row_fails_with_404_and_without_an_etag_is_refused()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.UpdateEntityAsync(new TableEntity("p", "none"), ETag.All, cancellationToken: Cancellation));

        Assert.Equal(404, failure.Status);
        Assert.Equal("ResourceNotFound", failure.ErrorCode);
        await Assert.ThrowsAsync<ArgumentException>(() => Table.UpdateEntityAsync(new TableEntity("p", "none"), default, cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge, 1)]
    [InlineData(TableUpdateMode.Replace, null)]
    public async Task An_upsert_inserts_and_then_updates(TableUpdateMode mode, int? remaining)
    {
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, mode, Cancellation);
        Response second = await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["B"] = 2 }, mode, Cancellation);

        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal(204, second.Status);
        Assert.Equal(remaining, read.GetInt32("A"));
        Assert.Equal(2, read.GetInt32("B"));
    }

    [Fact]
    public async Task A_delete_honours_its_etag_and_answers_404_for_a_missing_row()
    {
        Response added = await Table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, cancellationToken: Cancellation);

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.DeleteEntityAsync("p", "r", added.Headers.ETag!.Value, Cancellation));
        Response deleted = await Table.DeleteEntityAsync("p", "r", cancellationToken: Cancellation);
        Response missing = await Table.DeleteEntityAsync("p", "r", cancellationToken: Cancellation);

        Assert.Equal(412, failure.Status);
        Assert.Equal("UpdateConditionNotSatisfied", failure.ErrorCode);
        Assert.Equal(204, deleted.Status);
        Assert.Equal(404, missing.Status);
        Assert.Empty(await RowKeysAsync(null));
    }

    [Theory]
    [InlineData("it's", "''")]
    [InlineData("Grüße, 世界", "🚀 über $&+,;=@ %")]
    [InlineData("", "")]
    [InlineData("a b", "<x>|{y}[z]^`\"~")]
    [InlineData("..", ".")]
    public async Task Keys_of_any_text_are_written_read_queried_and_deleted(string partitionKey, string rowKey)
    {
        await Table.AddEntityAsync(new TableEntity(partitionKey, rowKey) { ["A"] = 1 }, Cancellation);
        await Table.UpdateEntityAsync(new TableEntity(partitionKey, rowKey) { ["A"] = 2 }, ETag.All, TableUpdateMode.Replace, Cancellation);
        TableEntity read = await Table.GetEntityAsync<TableEntity>(partitionKey, rowKey, cancellationToken: Cancellation);
        List<string> found = await RowKeysAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey eq {rowKey}"));

        Assert.Equal((partitionKey, rowKey, 2), (read.PartitionKey, read.RowKey, read.GetInt32("A")));
        Assert.Equal([rowKey], found);
        Assert.Equal(204, (await Table.DeleteEntityAsync(partitionKey, rowKey, cancellationToken: Cancellation)).Status);
        Assert.Empty(await RowKeysAsync(null));
    }

    [Fact]
    public async Task Missing_keys_and_entities_are_refused_before_anything_is_sent()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.AddEntityAsync(new TableEntity(), Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.UpsertEntityAsync(new TableEntity("p", null!), cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.AddEntityAsync<TableEntity>(null!, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.DeleteEntityAsync(null!, "r", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_cancelled_and_writes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Table.AddEntityAsync(new TableEntity("p", "r"), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "r"))], cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (TableEntity row in Table.QueryAsync<TableEntity>(cancellationToken: cancelled.Token))
            {
                Assert.Fail($"A row came: {row.RowKey}");
            }
        });
        Assert.Empty(await RowKeysAsync(null));
    }
}
