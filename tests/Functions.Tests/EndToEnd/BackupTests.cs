using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What was backed up is there again, and what is not a whole backup changes nothing.</summary>
public sealed class BackupTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Configuration_keys_and_usage_come_back_and_nothing_that_is_a_secret_was_in_the_file()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        await gateway.CreateAsync("routes", "pool", """{"Models":["sandbox/echo"]}""");
        Assert.Equal(200, (await AskAsync(gateway)).Code);
        GatewayAnswer backup = await gateway.ManageAsync(HttpMethod.Get, "backup");
        Assert.Equal((200, "application/gzip"), (backup.Code, backup.Headers["content-type"]));
        string text = Unpack(backup.Bytes);
        Assert.Contains(gateway.App, text, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Key, text, StringComparison.Ordinal);

        UsageRow used = Assert.Single(await gateway.Caller.UsageAsync());
        await gateway.ManageAsync(HttpMethod.Delete, "routes/pool", ifMatch: "*");
        await gateway.CreateAsync("routes", "other", """{"Models":["sandbox/echo"]}""");
        Azure.Data.Tables.TableServiceClient tables = new(await LlmFunctions.Testing.Azurite.ConnectionStringAsync());
        await tables.GetTableClient($"Usage{used.Entity.PartitionKey[^12..^2]}").DeleteEntityAsync(used.Entity.PartitionKey, used.Entity.RowKey, cancellationToken: Cancel);
        Assert.Empty(await gateway.Caller.UsageAsync());

        GatewayAnswer tried = await RestoreAsync(gateway, backup.Bytes, "restore?dry_run=true");
        Assert.Equal((200, true, 2), (tried.Code, tried.Json.GetProperty("dry_run").GetBoolean(), tried.Json.GetProperty("changes").GetInt32()));
        Assert.Equal(404, (await AskAsync(gateway)).Code);

        GatewayAnswer restored = await RestoreAsync(gateway, backup.Bytes, "restore");
        Assert.True(restored.Code == 200, restored.Text);
        Assert.Equal(200, (await AskAsync(gateway)).Code);
        Assert.Equal(404, (await gateway.ManageAsync(HttpMethod.Get, "routes/other")).Code);
        UsageRow back = (await gateway.Caller.UsageAsync()).Single(row => row.RequestId == used.RequestId);
        Assert.Equal(
            used.Entity.Where(static property => property.Key is not ("Timestamp" or "odata.etag")).OrderBy(static property => property.Key, StringComparer.Ordinal),
            back.Entity.Where(static property => property.Key is not ("Timestamp" or "odata.etag")).OrderBy(static property => property.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Usage_that_comes_back_into_an_hour_that_was_rolled_up_without_it_is_in_the_reports()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        string storage = await Azurite.FreshAsync();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("AzureWebJobsStorage", storage), time);
        GatewayAnswer asked = await gateway.Caller.AskAsync($$"""{"model":"sandbox/echo",{{Messages}}}""");
        byte[] backup = (await gateway.ManageAsync(HttpMethod.Get, "backup")).Bytes;
        await ForgetAsync(storage, asked.Headers["x-request-id"]);
        time.Advance(TimeSpan.FromHours(3));
        await RollUpAsync();
        Assert.Equal(0, await RequestsAsync());

        Assert.Equal(200, (await RestoreAsync(gateway, backup, "restore")).Code);
        await RollUpAsync();

        Assert.Equal(1, await RequestsAsync());

        Task RollUpAsync() => gateway.Host.Services.GetRequiredService<UsageRollUps>().RunAsync(Cancel);

        async Task<int> RequestsAsync() => (await gateway.Caller.GetAsync("/api/v1/usage/stats?period=24h")).Json.GetProperty("total").GetProperty("requests").GetInt32();
    }

    [Theory]
    [InlineData("changed", "checksum")]
    [InlineData("cut", "end is missing")]
    [InlineData("short", "checksum")]
    [InlineData("more", "checksum")]
    [InlineData("other", "not a backup")]
    public async Task A_file_that_is_not_a_whole_backup_is_refused_before_anything_is_written(string what, string reason)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        await gateway.CreateAsync("routes", "pool", """{"Models":["sandbox/echo"]}""");
        string[] lines = Unpack((await gateway.ManageAsync(HttpMethod.Get, "backup?without_usage=true")).Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await gateway.ManageAsync(HttpMethod.Delete, "routes/pool", ifMatch: "*");
        string[] broken = what switch
        {
            "changed" => [lines[0].Replace("pool", "poor", StringComparison.Ordinal), .. lines[1..]],
            "cut" => lines[..^1],
            "short" => [lines[0], .. lines[2..]],
            "more" => [.. lines[..^1], lines[1], lines[^1]],
            _ => ["{}"],
        };

        GatewayAnswer refused = await RestoreAsync(gateway, Pack(string.Join('\n', broken) + "\n"), "restore");

        Assert.Equal(400, refused.Code);
        Assert.Contains(reason, refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(404, (await gateway.ManageAsync(HttpMethod.Get, "routes/pool")).Code);
    }

    [Fact]
    public async Task What_is_not_packed_at_all_is_refused_too()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Equal(400, (await RestoreAsync(gateway, Encoding.UTF8.GetBytes("hello"), "restore")).Code);
        Assert.Equal(403, (await gateway.ManageAsync(HttpMethod.Get, "backup", key: gateway.Key)).Code);
    }

    private static Task<GatewayAnswer> AskAsync(GatewayApp gateway) => gateway.Caller.AskAsync($$"""{"model":"pool",{{Messages}}}""");

    /// <summary>Deletes the records of a request.</summary>
    private static async Task ForgetAsync(string storage, string requestId)
    {
        TableServiceClient service = new(storage);
        await foreach (TableItem table in service.QueryAsync("TableName ge 'Usage' and TableName lt 'Usagf'", cancellationToken: Cancel))
        {
            TableClient client = service.GetTableClient(table.Name);
            await foreach (TableEntity row in client.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"RequestId eq {requestId}"), cancellationToken: Cancel))
            {
                await client.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: Cancel);
            }
        }
    }

    private static async Task<GatewayAnswer> RestoreAsync(GatewayApp gateway, byte[] backup, string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/manage/" + path) { Content = new ByteArrayContent(backup) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", gateway.AdminKey);
        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, Cancel);
        return await GatewayAnswer.ReadAsync(response);
    }

    private static string Unpack(byte[] bytes)
    {
        using StreamReader reader = new(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private static byte[] Pack(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
