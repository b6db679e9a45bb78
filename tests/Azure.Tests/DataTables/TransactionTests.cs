using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.DataTables;

public sealed class TransactionTests : TableTest
{
    [Fact]
    public async Task A_hundred_rows_go_in_at_once_and_each_has_its_answer()
    {
        TableTransactionAction[] actions = [.. Enumerable.Range(0, 100).Select(number => new TableTransactionAction(TableTransactionActionType.Add, Row(number)))];

        Response<IReadOnlyList<Response>> response = await Table.SubmitTransactionAsync(actions, Cancellation);

        Assert.Equal(202, response.GetRawResponse().Status);
        Assert.Equal(100, response.Value.Count);
        Assert.All(response.Value, part => Assert.Equal(204, part.Status));
        List<Invoice> rows = await ToListAsync(Table.QueryAsync<Invoice>(cancellationToken: Cancellation));
        Assert.Equal(Enumerable.Range(0, 100), rows.Select(row => row.Count));
        Assert.Equal(rows.Select(row => row.ETag), response.Value.Select(part => part.Headers.ETag!.Value));
        Assert.Equal("Grüße 世界 🚀 'x' \u2028", rows[42].Text);
    }

    [Fact]
    public async Task Every_kind_of_action_is_applied()
    {
        foreach (string key in new[] { "merge", "replace", "delete", "upsert-merge", "upsert-replace" })
        {
            await Table.AddEntityAsync(new TableEntity("p", key) { ["A"] = 1 }, Cancellation);
        }

        TableEntity merge = await Table.GetEntityAsync<TableEntity>("p", "merge", cancellationToken: Cancellation);
        await Table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.UpdateMerge, Change("merge"), merge.ETag),
                new(TableTransactionActionType.UpdateReplace, Change("replace"), ETag.All),
                new(TableTransactionActionType.Delete, new TableEntity("p", "delete")),
                new(TableTransactionActionType.UpsertMerge, Change("upsert-merge")),
                new(TableTransactionActionType.UpsertReplace, Change("upsert-replace")),
                new(TableTransactionActionType.UpsertMerge, Change("new'quote")),
                new(TableTransactionActionType.Add, Change("added")),
            ],
            Cancellation);

        List<TableEntity> rows = await ToListAsync(Table.QueryAsync<TableEntity>(cancellationToken: Cancellation));
        Assert.Equal(
            ["added:,2", "merge:1,2", "new'quote:,2", "replace:,2", "upsert-merge:1,2", "upsert-replace:,2"],
            rows.Select(row => $"{row.RowKey}:{row.GetInt32("A")},{row.GetInt32("B")}"));
    }

    [Fact]
    public async Task A_duplicate_fails_the_whole_transaction_and_names_its_action()
    {
        await Table.AddEntityAsync(Row(2), Cancellation);

        TableTransactionFailedException failure = await Assert.ThrowsAsync<TableTransactionFailedException>(
            () => Table.SubmitTransactionAsync(Enumerable.Range(0, 5).Select(number => new TableTransactionAction(TableTransactionActionType.Add, Row(number))), Cancellation));

        Assert.Equal(2, failure.FailedTransactionActionIndex);
        Assert.Equal(409, failure.Status);
        Assert.Equal("EntityAlreadyExists", failure.ErrorCode);
        Assert.Equal(["000002"], await RowKeysAsync(null));
    }

    [Fact]
    public async Task An_old_etag_fails_the_whole_transaction_and_names_its_action()
    {
        Response added = await Table.AddEntityAsync(Row(1), Cancellation);
        await Table.UpsertEntityAsync(Row(1), TableUpdateMode.Replace, Cancellation);

        TableTransactionFailedException failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, Row(0)), new(TableTransactionActionType.UpdateReplace, Row(1), added.Headers.ETag!.Value)],
            Cancellation));

        Assert.Equal(1, failure.FailedTransactionActionIndex);
        Assert.Equal(412, failure.Status);
        Assert.Equal("UpdateConditionNotSatisfied", failure.ErrorCode);
        Assert.Equal(["000001"], await RowKeysAsync(null));
    }

    [Fact]
    public async Task Deleting_a_missing_row_fails_a_transaction()
    {
        TableTransactionFailedException failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, Row(0)), new(TableTransactionActionType.Delete, Row(1))],
            Cancellation));

        Assert.Equal(404, failure.Status);
        Assert.Equal(1, failure.FailedTransactionActionIndex);
        Assert.Empty(await RowKeysAsync(null));
    }

    [Fact]
    public async Task A_transaction_of_nothing_is_refused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Table.SubmitTransactionAsync([], Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.SubmitTransactionAsync(null!, Cancellation));
    }

    [Fact]
    public async Task A_transaction_that_cannot_be_written_sends_nothing()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => Table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, Row(0)), new(TableTransactionActionType.Add, new TableEntity("p", "1") { ["Bad"] = DayOfWeek.Friday })],
            Cancellation));
        Assert.Empty(await RowKeysAsync(null));
    }

    private static TableEntity Change(string rowKey) => new("p", rowKey) { ["B"] = 2 };

    private static Invoice Row(int number) => new()
    {
        PartitionKey = "p",
        RowKey = number.ToString("D6", CultureInfo.InvariantCulture),
        Count = number,
        Text = "Grüße 世界 🚀 'x' \u2028",
        Raw = [1, 2, 3],
    };
}
