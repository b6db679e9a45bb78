using System.Net;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Sas;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.DataTables;

public sealed class PipelineTests : TableTest
{
    [Fact]
    public async Task A_busy_service_is_tried_again_with_the_same_body()
    {
        using var handler = new ScriptedHandler((call, _) => call <= 2 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null);
        var table = new TableClient(ConnectionString, Table.Name, handler.Options());

        Response added = await table.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = "again" }, Cancellation);

        Assert.Equal(204, added.Status);
        Assert.Equal(3, handler.Requests.Count);
        Assert.Single(handler.Bodies.Distinct());
        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal("again", read.GetString("Text"));
    }

    [Fact]
    public async Task A_transaction_is_tried_again_as_a_whole()
    {
        using var handler = new ScriptedHandler((call, _) => call == 1 ? new HttpResponseMessage(HttpStatusCode.InternalServerError) : null);
        var table = new TableClient(ConnectionString, Table.Name, handler.Options());

        await table.SubmitTransactionAsync(
            Enumerable.Range(0, 10).Select(number => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{number}"))),
            Cancellation);

        Assert.Equal(2, handler.Requests.Count);
        Assert.Equal(10, (await RowKeysAsync(null)).Count);
    }

    [Fact]
    public async Task A_service_that_stays_busy_fails_with_its_status_and_code()
    {
        using var handler = new ScriptedHandler((_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
        {
            Content = new StringContent("""{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"The server is busy."}}}"""),
        });
        TableClientOptions options = handler.Options();
        options.Retry.MaxRetries = 2;
        var table = new TableClient(ConnectionString, Table.Name, options);

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation));

        Assert.Equal(3, handler.Requests.Count);
        Assert.Equal(503, failure.Status);
        Assert.Equal("ServerBusy", failure.ErrorCode);
        Assert.Contains("The server is busy.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_not_the_services_fails_with_its_status()
    {
        using var handler = new ScriptedHandler((_, _) => new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("<html>blocked</html>") });
        var table = new TableClient(ConnectionString, Table.Name, handler.Options());

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        Assert.Equal(403, failure.Status);
        Assert.Null(failure.ErrorCode);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task A_signature_is_sent_once_however_often_a_call_is_tried()
    {
        using var handler = new ScriptedHandler((call, _) => call <= 2 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null);
        Uri address = Table.GenerateSasUri(TableSasPermissions.All, TimeProvider.System.GetUtcNow().AddHours(1));
        var table = new TableClient(Table.Uri, new AzureSasCredential(address.Query.TrimStart('?')), handler.Options());

        await ToListAsync(table.QueryAsync<TableEntity>("RowKey eq 'x'", cancellationToken: Cancellation));

        Assert.Equal(3, handler.Requests.Count);
        Assert.All(handler.Requests, request => Assert.Equal(2, request.RequestUri!.Query.Split("sig=").Length));
    }

    [Fact]
    public async Task Requests_name_the_service_version_and_ask_for_no_content()
    {
        using var handler = new ScriptedHandler((_, _) => null);
        var table = new TableClient(ConnectionString, Table.Name, handler.Options());

        await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);

        HttpRequestMessage request = Assert.Single(handler.Requests);
        Assert.Equal("2020-12-06", request.Headers.GetValues("x-ms-version").Single());
        Assert.Equal("return-no-content", request.Headers.GetValues("Prefer").Single());
        Assert.NotEmpty(request.Headers.GetValues("x-ms-client-request-id").Single());
    }

    [Fact]
    public async Task An_unreachable_service_fails_instead_of_waiting_for_ever()
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 0;
        var table = new TableClient("AccountName=devstoreaccount1;AccountKey=AAAA;TableEndpoint=http://127.0.0.1:1/devstoreaccount1", "things", options);

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        Assert.Equal(0, failure.Status);
    }
}
