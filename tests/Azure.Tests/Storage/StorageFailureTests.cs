using System.Net;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.AzureServices.Tests.DataTables;
using LlmFunctions.Errors;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Storage;

/// <summary>What the key table says when its storage fails.</summary>
public sealed class StorageFailureTests
{
    private const string Anywhere = $"DefaultEndpointsProtocol=http;AccountName={Azurite.AccountName};AccountKey={Azurite.AccountKey};TableEndpoint=http://127.0.0.1:9/{Azurite.AccountName};";

    private static readonly GatewayKey Key = new() { Id = "abcdefghijkm", App = "shop", Prefix = "llmf_abcdefghijkm", Hash = new byte[32], CreatedAt = DateTimeOffset.UnixEpoch };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Failures => ["unreachable", "busy", "forbidden", "late"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Every_failure_of_the_storage_is_said_to_be_one(string failure)
    {
        GatewayKeyTable table = Table((_, _) => Fail(failure));

        await AssertUnavailableAsync(() => table.AddAsync(Key, Cancellation));
        await AssertUnavailableAsync(() => table.FindAsync(Key.Id, Cancellation));
        await AssertUnavailableAsync(() => table.ListAsync(null, Cancellation));
        await AssertUnavailableAsync(() => table.RevokeAsync(Key.Id, DateTimeOffset.UnixEpoch, Cancellation));
    }

    [Fact]
    public async Task A_client_that_gives_up_is_no_failure_of_the_storage()
    {
        using CancellationTokenSource givenUp = new();
        GatewayKeyTable table = Table((_, request) =>
        {
            if (request.Method == HttpMethod.Post)
            {
                return Created();
            }

            givenUp.Cancel();
            throw new OperationCanceledException(givenUp.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.ListAsync(null, givenUp.Token));
    }

    [Fact]
    public async Task A_key_that_vanishes_while_it_is_revoked_is_one_that_is_not_there()
    {
        GatewayKeyTable table = Table((_, request) => request.Method.Method switch
        {
            "POST" => Created(),
            "GET" => Json(HttpStatusCode.OK, $$"""{"odata.etag":"W/\"1\"","PartitionKey":"key","RowKey":"{{Key.Id}}","App":"shop"}"""),
            _ => Json(HttpStatusCode.NotFound, """{"odata.error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"gone"}}}"""),
        });

        Assert.False(await table.RevokeAsync(Key.Id, DateTimeOffset.UnixEpoch, Cancellation));
    }

    private static GatewayKeyTable Table(Func<int, HttpRequestMessage, HttpResponseMessage?> script)
    {
        TableClientOptions options = new ScriptedHandler(script).Options();
        options.Retry.MaxRetries = 1;
        return new GatewayKeyTable(new TableServiceClient(Anywhere, options));
    }

    private static async Task AssertUnavailableAsync(Func<Task> work)
    {
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(work);
        Assert.Equal(ErrorKind.StorageUnavailable, exception.Error.Kind);
        Assert.NotNull(exception.InnerException);
        Assert.DoesNotContain("127.0.0.1", exception.Message, StringComparison.Ordinal);
    }

    private static HttpResponseMessage Fail(string failure) => failure switch
    {
        "unreachable" => throw new HttpRequestException("127.0.0.1: connection refused"),
        "busy" => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
        "forbidden" => new HttpResponseMessage(HttpStatusCode.Forbidden),
        _ => throw new TaskCanceledException("too late"),
    };

    private static HttpResponseMessage Created() => Json(HttpStatusCode.Created, """{"TableName":"Keys"}""");

    private static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status)
    {
        Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
    };
}
