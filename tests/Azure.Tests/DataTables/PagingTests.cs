using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.DataTables;

public sealed class PagingTests : TableTest
{
    [Fact]
    public async Task More_than_a_thousand_rows_come_in_order_and_each_once()
    {
        await AddAsync(1_250);

        List<Page<TableEntity>> pages = await ToListAsync(Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).AsPages());
        List<Invoice> rows = await ToListAsync(Table.QueryAsync<Invoice>(cancellationToken: Cancellation));

        Assert.Equal(1_000, pages[0].Values.Count);
        Assert.NotNull(pages[0].ContinuationToken);
        Assert.Null(pages[^1].ContinuationToken);
        Assert.Equal(Enumerable.Range(0, 1_250), pages.SelectMany(page => page.Values).Select(row => row.GetInt32("Count")!.Value));
        Assert.Equal(Enumerable.Range(0, 1_250), rows.Select(row => row.Count));
    }

    [Fact]
    public async Task A_query_goes_on_from_a_continuation_token_in_another_client()
    {
        await AddAsync(25);
        var other = new TableClient(ConnectionString, Table.Name);
        string filter = TableClient.CreateQueryFilter($"Count ge {5}");

        Page<TableEntity>? first = null;
        await foreach (Page<TableEntity> page in Table.QueryAsync<TableEntity>(filter, maxPerPage: 10, cancellationToken: Cancellation).AsPages())
        {
            first = page;
            break;
        }

        List<Page<TableEntity>> rest = await ToListAsync(other.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation).AsPages(first!.ContinuationToken, pageSizeHint: 4));

        Assert.Equal(Enumerable.Range(5, 10), first.Values.Select(row => row.GetInt32("Count")!.Value));
        Assert.Equal(Enumerable.Range(15, 10), rest.SelectMany(page => page.Values).Select(row => row.GetInt32("Count")!.Value));
        Assert.All(rest, page => Assert.True(page.Values.Count <= 4));
    }

    [Fact]
    public async Task A_query_of_nothing_is_one_empty_page()
    {
        List<Page<TableEntity>> pages = await ToListAsync(Table.QueryAsync<TableEntity>("RowKey eq 'none'", cancellationToken: Cancellation).AsPages());

        Assert.Empty(Assert.Single(pages).Values);
        Assert.Equal(200, pages[0].GetRawResponse().Status);
    }

    [Fact]
    public async Task Select_brings_only_the_named_properties()
    {
        await Table.AddEntityAsync(new Invoice { PartitionKey = "p", RowKey = "r", Text = "x", Count = 1, Total = 2 }, Cancellation);

        TableEntity one = await Table.GetEntityAsync<TableEntity>("p", "r", ["RowKey", "Total"], Cancellation);
        List<TableEntity> many = await ToListAsync(Table.QueryAsync<TableEntity>(select: ["Text"], cancellationToken: Cancellation));
        List<Invoice> typed = await ToListAsync(Table.QueryAsync<Invoice>(row => row.Count == 1, select: ["Text", "PartitionKey"], cancellationToken: Cancellation));

        Assert.Equal(("r", 2L), (one.RowKey, one.GetInt64("Total")));
        Assert.False(one.ContainsKey("Text"));
        Assert.Equal("x", Assert.Single(many).GetString("Text"));
        Assert.False(many[0].ContainsKey("Total"));
        Assert.Equal(("p", "x", 0L), (Assert.Single(typed).PartitionKey, typed[0].Text, typed[0].Total));
    }

    [Fact]
    public async Task Querying_a_missing_table_fails_with_404()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => ToListAsync(Service.GetTableClient(Prefix + "Missing").QueryAsync<TableEntity>(cancellationToken: Cancellation)));

        Assert.Equal(404, failure.Status);
    }

    [Fact]
    public async Task A_malformed_filter_fails_with_400()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => RowKeysAsync("this is ( not a filter"));

        Assert.Equal(400, failure.Status);
    }

    private async Task AddAsync(int rows)
    {
        foreach (int[] numbers in Enumerable.Range(0, rows).Chunk(100))
        {
            await Table.SubmitTransactionAsync(
                numbers.Select(number => new TableTransactionAction(
                    TableTransactionActionType.Add,
                    new TableEntity("p q", number.ToString("D6", CultureInfo.InvariantCulture)) { ["Count"] = number })),
                Cancellation);
        }
    }
}
