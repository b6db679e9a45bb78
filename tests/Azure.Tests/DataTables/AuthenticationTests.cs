using System.Net;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Data.Tables.Sas;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.DataTables;

public sealed class AuthenticationTests : TableTest
{
    private static readonly TableSharedKeyCredential Key = new(Azurite.AccountName, Azurite.AccountKey);

    [Fact]
    public async Task Shared_keys_open_the_account_and_the_table()
    {
        Uri endpoint = await Azurite.TableEndpointAsync();
        var service = new TableServiceClient(endpoint, Key);
        var table = new TableClient(endpoint, Table.Name, Key);

        await service.GetTableClient(Table.Name).AddEntityAsync(new TableEntity("p", "it's"), Cancellation);
        TableEntity read = await table.GetEntityAsync<TableEntity>("p", "it's", cancellationToken: Cancellation);

        Assert.Equal("it's", read.RowKey);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_a_replaced_key_works()
    {
        var key = new TableSharedKeyCredential(Azurite.AccountName, Convert.ToBase64String(new byte[64]));
        var table = new TableClient(await Azurite.TableEndpointAsync(), Table.Name, key);

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));
        key.SetAccountKey(Azurite.AccountKey);
        Response added = await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);

        Assert.Equal(403, failure.Status);
        Assert.Equal(204, added.Status);
    }

    [Fact]
    public async Task A_shared_access_signature_allows_what_it_says_and_no_more()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        string signature = Table.GetSasBuilder(TableSasPermissions.Read, TimeProvider.System.GetUtcNow().AddHours(1)).Sign(Key);
        var reader = new TableClient(Table.Uri, new AzureSasCredential(signature));

        TableEntity read = await reader.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        List<TableEntity> rows = await ToListAsync(reader.QueryAsync<TableEntity>("RowKey eq 'r'", cancellationToken: Cancellation));
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => reader.AddEntityAsync(new TableEntity("p", "s"), Cancellation));

        Assert.Equal("r", read.RowKey);
        Assert.Single(rows);
        Assert.Equal(403, failure.Status);
    }

    [Fact]
    public async Task A_signed_address_is_enough_to_write()
    {
        Uri address = Table.GenerateSasUri(TableSasPermissions.All, TimeProvider.System.GetUtcNow().AddHours(1));
        var writer = new TableClient(address);

        await writer.AddEntityAsync(new TableEntity("p", "1"), Cancellation);
        await writer.UpsertEntityAsync(new TableEntity("p", "it's"), TableUpdateMode.Replace, Cancellation);

        Assert.Equal(Table.Name, writer.Name);
        Assert.Equal(["1", "it's"], await RowKeysAsync(null));
    }

    [Fact]
    public async Task An_expired_signature_is_refused()
    {
        Uri address = Table.GenerateSasUri(TableSasPermissions.All, TimeProvider.System.GetUtcNow().AddHours(-1));

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => new TableClient(address).AddEntityAsync(new TableEntity("p", "1"), Cancellation));

        Assert.Equal(403, failure.Status);
    }

    [Fact]
    public void A_signature_is_refused_where_the_network_could_read_it() =>
        Assert.Throws<ArgumentException>(() => new TableServiceClient(new Uri("http://account.table.example"), new AzureSasCredential("sig=x")));

    [Fact]
    public async Task A_token_is_fetched_for_storage_and_sent_as_bearer()
    {
        var credential = new RecordingCredential();
        using var handler = new ScriptedHandler((_, _) => new HttpResponseMessage(HttpStatusCode.NoContent));
        var table = new TableClient(new Uri("https://account.table.core.windows.net"), "things", credential, handler.Options());
        var service = new TableServiceClient(new Uri("https://account.table.core.windows.net/"), credential, handler.Options());

        await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        await service.GetTableClient("things").AddEntityAsync(new TableEntity("p", "r"), Cancellation);

        Assert.Equal(2, handler.Requests.Count);
        Assert.All(handler.Requests, request => Assert.Equal("Bearer secret-token", request.Headers.GetValues("Authorization").Single()));
        Assert.All(handler.Requests, request => Assert.Equal("https://account.table.core.windows.net/things", request.RequestUri!.GetLeftPart(UriPartial.Path)));
        Assert.All(credential.Scopes, scope => Assert.Equal("https://storage.azure.com/.default", scope));
        Assert.Equal("account", table.AccountName);
        Assert.Equal("account", service.AccountName);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("AccountName=a1;AccountKey=AAAA;EndpointSuffix=core.windows.net", "https://a1.table.core.windows.net/", "a1")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a1;AccountKey=AA==;EndpointSuffix=core.chinacloudapi.cn;", "https://a1.table.core.chinacloudapi.cn/", "a1")]
    [InlineData("AccountName=a1;AccountKey=AAAA;TableEndpoint=https://a1.tables.example/", "https://a1.tables.example/", "a1")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=AAAA;TableEndpoint=http://127.0.0.1:9/devstoreaccount1;", "http://127.0.0.1:9/devstoreaccount1", "devstoreaccount1")]
    public void Connection_strings_name_the_endpoint_and_the_account(string connectionString, string endpoint, string account)
    {
        var service = new TableServiceClient(connectionString);

        Assert.Equal(new Uri(endpoint).AbsoluteUri.TrimEnd('/'), service.Uri.AbsoluteUri.TrimEnd('/'));
        Assert.Equal(account, service.AccountName);
        Assert.Equal($"{service.Uri.AbsoluteUri.TrimEnd('/')}/things", new TableClient(connectionString, "things").Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("AccountName=a1")]
    [InlineData("nonsense=x")]
    public void Connection_strings_that_lack_something_are_refused(string connectionString) =>
        Assert.ThrowsAny<Exception>(() => new TableServiceClient(connectionString));

    private sealed class RecordingCredential : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken("secret-token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
