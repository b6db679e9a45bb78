using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.DataTables;

public sealed class TableLifecycleTests : TableTest
{
    [Fact]
    public async Task Creating_a_table_twice_fails_with_TableAlreadyExists()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.CreateAsync(Cancellation));

        Assert.Equal(409, failure.Status);
        Assert.Equal("TableAlreadyExists", failure.ErrorCode);
        Assert.True(failure.ErrorCode! == TableErrorCode.TableAlreadyExists);
    }

    [Fact]
    public async Task Creating_a_table_if_not_exists_takes_an_existing_one()
    {
        Response<TableItem> fromTable = await Table.CreateIfNotExistsAsync(Cancellation);
        Response<TableItem> fromService = await Service.CreateTableIfNotExistsAsync(Table.Name, Cancellation);

        Assert.Equal(409, fromTable.GetRawResponse().Status);
        Assert.Equal(Table.Name, fromTable.Value.Name);
        Assert.Equal(409, fromService.GetRawResponse().Status);
    }

    [Fact]
    public async Task Creating_a_table_if_not_exists_creates_a_missing_one()
    {
        TableClient other = Service.GetTableClient(Prefix + "Other");

        Response<TableItem> created = await other.CreateIfNotExistsAsync(Cancellation);

        Assert.InRange(created.GetRawResponse().Status, 201, 204);
        await other.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        await other.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task Creating_a_table_if_not_exists_fails_for_any_other_reason()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Service.CreateTableIfNotExistsAsync("no-such-name", Cancellation));

        Assert.Equal(400, failure.Status);
    }

    [Fact]
    public async Task Creating_a_table_that_is_being_deleted_fails_even_if_not_exists()
    {
        using var handler = new ScriptedHandler((_, _) => new HttpResponseMessage(System.Net.HttpStatusCode.Conflict)
        {
            Content = new StringContent("""{"odata.error":{"code":"TableBeingDeleted","message":{"lang":"en-US","value":"The specified table is being deleted."}}}"""),
        });
        var client = new TableClient(ConnectionString, Table.Name, handler.Options());

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => client.CreateIfNotExistsAsync(Cancellation));

        Assert.Equal("TableBeingDeleted", failure.ErrorCode);
    }

    [Fact]
    public async Task Tables_are_listed_page_by_page_and_by_filter()
    {
        foreach (string name in new[] { "A", "B", "C" })
        {
            await Service.CreateTableAsync(Prefix + name, Cancellation);
        }

        string end = Prefix + "~";
        List<TableItem> byText = await ToListAsync(Service.QueryAsync(TableServiceClient.CreateQueryFilter($"TableName ge {Prefix} and TableName lt {end}"), cancellationToken: Cancellation));
        List<Page<TableItem>> pages = await ToListAsync(Service.QueryAsync($"TableName eq '{Prefix}A' or TableName eq '{Prefix}C'", maxPerPage: 1, Cancellation).AsPages());
        List<TableItem> byLambda = await ToListAsync(Service.QueryAsync(table => table.Name == Prefix + "B", cancellationToken: Cancellation));

        Assert.Equal(["A", "B", "C", "Rows"], byText.Select(table => table.Name[Prefix.Length..]).Order(StringComparer.Ordinal));
        Assert.Equal([Prefix + "A", Prefix + "C"], pages.SelectMany(page => page.Values).Select(table => table.Name));
        Assert.All(pages, page => Assert.True(page.Values.Count <= 1));
        Assert.Equal([Prefix + "B"], byLambda.Select(table => table.Name));
        foreach (string name in new[] { "A", "B", "C" })
        {
            Assert.Equal(204, (await Service.DeleteTableAsync(Prefix + name, Cancellation)).Status);
        }
    }

    [Fact]
    public async Task Deleting_a_missing_table_answers_404_without_failing()
    {
        Response fromService = await Service.DeleteTableAsync(Prefix + "Missing", Cancellation);
        Response fromTable = await Service.GetTableClient(Prefix + "Missing").DeleteAsync(Cancellation);

        Assert.Equal(404, fromService.Status);
        Assert.Equal(404, fromTable.Status);
    }

    [Fact]
    public async Task A_client_knows_its_account_and_address()
    {
        Uri endpoint = await LlmFunctions.Testing.Azurite.TableEndpointAsync();

        Assert.Equal("devstoreaccount1", Service.AccountName);
        Assert.Equal("devstoreaccount1", Table.AccountName);
        Assert.Equal($"{endpoint}/{Table.Name}", Table.Uri.AbsoluteUri);
    }
}
