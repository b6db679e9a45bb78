using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Keys are issued, listed and revoked by whoever has the admin key, and by nobody else.</summary>
public sealed class ManageKeysTests
{
    private const string Keys = "/api/v1/manage/keys";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_shown_once_works_at_once_and_ends_when_it_is_revoked()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using GatewayApp gateway = await GatewayApp.StartAsync(time: time);
        string app = "app-" + Guid.NewGuid().ToString("N");

        GatewayAnswer created = await AdminAsync(gateway, HttpMethod.Post, Keys, $$"""{"app":"{{app}}","name":"laptop"}""");
        Assert.Equal(201, created.Code);
        string key = created.Json.GetProperty("key").GetString()!;
        string id = created.Json.GetProperty("id").GetString()!;
        Assert.StartsWith(created.Json.GetProperty("prefix").GetString()!, key, StringComparison.Ordinal);
        Assert.True(created.Json.GetProperty("prefix").GetString()!.Length < key.Length / 2);
        using GatewayCaller caller = new(gateway, app, key);
        Assert.Equal(200, (await caller.GetAsync("/v1/models")).Code);

        GatewayAnswer listed = await AdminAsync(gateway, HttpMethod.Get, $"{Keys}?app={app}");
        JsonElement entry = Assert.Single(listed.Json.GetProperty("data").EnumerateArray());
        Assert.Equal((id, app, "laptop"), (entry.GetProperty("id").GetString(), entry.GetProperty("app").GetString(), entry.GetProperty("name").GetString()));
        Assert.False(entry.TryGetProperty("key", out _));
        Assert.False(entry.TryGetProperty("hash", out _));
        Assert.False(entry.TryGetProperty("revoked_at", out _));

        Assert.Equal(204, (await AdminAsync(gateway, HttpMethod.Delete, $"{Keys}/{id}")).Code);
        time.Advance(TimeSpan.FromSeconds(10));
        GatewayAnswer refused = await caller.GetAsync("/v1/models");
        Assert.Equal(401, refused.Code);
        Assert.Contains("revoked", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        entry = Assert.Single((await AdminAsync(gateway, HttpMethod.Get, $"{Keys}?app={app}")).Json.GetProperty("data").EnumerateArray());
        Assert.NotEqual("", entry.GetProperty("revoked_at").GetString());
        Assert.Equal(204, (await AdminAsync(gateway, HttpMethod.Delete, $"{Keys}/{id}")).Code);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_ten_seconds_on_every_instance()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using GatewayApp one = await GatewayApp.StartAsync(time: time);
        await using GatewayApp other = await GatewayApp.StartAsync(time: time);
        string app = "app-" + Guid.NewGuid().ToString("N");
        GatewayAnswer created = await AdminAsync(one, HttpMethod.Post, Keys, $$"""{"app":"{{app}}"}""");
        using GatewayCaller caller = new(other, app, created.Json.GetProperty("key").GetString()!);
        Assert.Equal(200, (await caller.GetAsync("/v1/models")).Code);

        await AdminAsync(one, HttpMethod.Delete, $"{Keys}/{created.Json.GetProperty("id").GetString()}");
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(401, (await caller.GetAsync("/v1/models")).Code);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("{\"app\":", null)]
    [InlineData("{}", "app")]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("{\"app\":\"\"}", "app")]
    [InlineData("{\"app\":\"my app\"}", "app")]
    [InlineData("{\"app\":\"my_app\"}", "app")]
    [InlineData("{\"app\":\"a/b\"}", "app")]
    [InlineData("{\"app\":5}", "app")]
    [InlineData("{\"app\":\"a\",\"app\":\"b\"}", null)]
    [InlineData("{\"app\":\"a\",\"expires_at\":\"2020-01-01T00:00:00Z\"}", "expires_at")]
    [InlineData("{\"app\":\"a\",\"expires_at\":\"tomorrow\"}", "expires_at")]
    [InlineData("{\"app\":\"a\",\"admin\":true}", "admin")]
    [InlineData("{\"app\":\"a\",\"name\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}", "name")]
    public async Task A_request_for_a_key_that_makes_no_sense_is_refused_with_the_field_at_fault(string body, string? param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await AdminAsync(gateway, HttpMethod.Post, Keys, body);

        Assert.Equal(400, answer.Code);
        BadRequestTests.AssertDiscreet(answer, null);
        Assert.DoesNotContain("LlmFunctions.", answer.Text, StringComparison.Ordinal);
        if (param is not null)
        {
            Assert.Equal(param, answer.Error.GetProperty("param").GetString());
        }
    }

    [Theory]
    [InlineData("POST", Keys)]
    [InlineData("GET", Keys)]
    [InlineData("DELETE", Keys + "/abcdefghijkm")]
    public async Task A_normal_key_does_not_manage(string method, string path)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = new StringContent("{\"app\":\"a\"}") };

        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Cancel);

        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);
        Assert.Equal(403, answer.Code);
        BadRequestTests.AssertEnvelope(answer, "invalid_request_error", "permission_denied", null, null);
    }

    [Fact]
    public async Task Without_an_admin_key_nobody_manages()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__AdminKey", ""));

        Assert.Equal(403, (await gateway.Caller.GetAsync(Keys)).Code);
    }

    [Theory]
    [InlineData("abcdefghijkm")]
    [InlineData("nothing")]
    [InlineData("..%2F..")]
    [InlineData("a'%20or%20'a'%20eq%20'a")]
    public async Task Revoking_what_does_not_exist_is_404(string id)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Equal(404, (await AdminAsync(gateway, HttpMethod.Delete, $"{Keys}/{id}")).Code);
    }

    [Fact]
    public async Task A_filter_value_with_quotes_finds_nothing_and_breaks_nothing()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await AdminAsync(gateway, HttpMethod.Get, Keys + "?app=a'%20or%20App%20ne%20'");

        Assert.Equal(200, answer.Code);
        Assert.Empty(answer.Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_key_is_nowhere_in_the_storage_or_in_the_log()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        await gateway.Caller.AskAsync("""{"model":"sandbox/echo","messages":[{"role":"user","content":"Hi"}]}""");
        string secret = gateway.Key.Split('_')[2];
        TableServiceClient storage = new(await Azurite.ConnectionStringAsync());
        int seen = 0;
        await foreach (TableEntity row in storage.GetTableClient("Keys").QueryAsync<TableEntity>(row => row.PartitionKey == "key", cancellationToken: Cancel))
        {
            seen += row.GetString("App") == gateway.App ? 1 : 0;
            foreach (object? value in ((IDictionary<string, object>)row).Values)
            {
                string text = value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : value?.ToString() ?? "";
                Assert.DoesNotContain(secret[..8], text, StringComparison.Ordinal);
            }
        }

        Assert.Equal(1, seen);
        Assert.DoesNotContain(gateway.Logs.Entries, entry => entry.Text.Contains(secret, StringComparison.Ordinal));
    }

    private static Task<GatewayAnswer> AdminAsync(GatewayApp gateway, HttpMethod method, string path, string? body = null) => gateway.AdminAsync(method, path, body);
}
