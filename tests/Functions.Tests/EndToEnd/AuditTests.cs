using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Whatever is managed is in the audit log, and the audit log can be read and exported.</summary>
public sealed class AuditTests
{
    private const string Audit = "/api/v1/manage/audit";

    [Fact]
    public async Task A_key_that_is_created_and_revoked_is_told_with_who_when_and_by_which_request()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        GatewayAnswer created = await gateway.AdminAsync(HttpMethod.Post, "/api/v1/manage/keys", $$"""{"app":"{{gateway.App}}","name":"=1+1"}""");
        string id = created.Json.GetProperty("id").GetString()!;
        GatewayAnswer revoked = await gateway.AdminAsync(HttpMethod.Delete, $"/api/v1/manage/keys/{id}");

        GatewayAnswer log = await gateway.AdminAsync(HttpMethod.Get, $"{Audit}?target=keys/{id}");

        JsonElement[] entries = [.. log.Json.GetProperty("data").EnumerateArray()];
        Assert.Equal(["key.revoke", "key.create"], entries.Select(static entry => entry.GetProperty("action").GetString()));
        Assert.Equal([revoked.Headers["x-request-id"], created.Headers["x-request-id"]], entries.Select(static entry => entry.GetProperty("request_id").GetString()));
        Assert.All(entries, static entry => Assert.Equal(("admin", "127.0.0.1"), (entry.GetProperty("actor").GetString(), entry.GetProperty("source_address").GetString())));
        Assert.False(entries[1].TryGetProperty("before", out _));
        Assert.Equal(gateway.App, entries[1].GetProperty("after").GetProperty("app").GetString());
        Assert.False(entries[0].GetProperty("before").TryGetProperty("revoked_at", out _));
        Assert.True(entries[0].GetProperty("after").TryGetProperty("revoked_at", out _));
        Assert.DoesNotContain(created.Json.GetProperty("key").GetString()!.Split('_')[2], log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_log_can_be_exported_and_no_cell_is_a_formula()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        string id = (await gateway.AdminAsync(HttpMethod.Post, "/api/v1/manage/keys", $$"""{"app":"{{gateway.App}}","name":"=cmd"}""")).Json.GetProperty("id").GetString()!;
        await gateway.AdminAsync(HttpMethod.Delete, $"/api/v1/manage/keys/{id}");

        GatewayAnswer csv = await gateway.AdminAsync(HttpMethod.Get, $"{Audit}?format=csv&limit=1&target=keys/{id}");
        GatewayAnswer lines = await gateway.AdminAsync(HttpMethod.Get, $"{Audit}?format=jsonl&limit=1&target=keys/{id}");

        Assert.Equal("text/csv; charset=utf-8", csv.Headers["content-type"]);
        string[] rows = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, rows.Length);
        Assert.StartsWith("at,actor,app,action,target,", rows[0], StringComparison.Ordinal);
        Assert.Contains(",key.revoke,", rows[1], StringComparison.Ordinal);
        Assert.Contains(",key.create,", rows[2], StringComparison.Ordinal);
        Assert.Equal(["key.revoke", "key.create"], lines.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line).GetProperty("action").GetString()));
    }

    [Theory]
    [InlineData("format=xml", "format")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-01-02&to=2026-01-01", "from")]
    [InlineData("after=x", "after")]
    [InlineData("after=1%27%20or%20PartitionKey%20ne%20%27", "after")]
    public async Task A_question_that_makes_no_sense_is_refused_with_the_parameter_at_fault(string query, string param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await gateway.AdminAsync(HttpMethod.Get, $"{Audit}?{query}");

        Assert.Equal((400, param), (answer.Code, answer.Error.GetProperty("param").GetString()));
    }

    [Theory]
    [InlineData("actor")]
    [InlineData("action")]
    [InlineData("target")]
    public async Task Nothing_can_be_smuggled_into_a_filter(string parameter)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        await gateway.AdminAsync(HttpMethod.Post, "/api/v1/manage/keys", $$"""{"app":"{{gateway.App}}"}""");

        GatewayAnswer answer = await gateway.AdminAsync(HttpMethod.Get, $"{Audit}?{parameter}=x%27%20or%20PartitionKey%20eq%20%27audit");

        Assert.Equal(200, answer.Code);
        Assert.Empty(answer.Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_normal_key_does_not_read_the_log()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Equal(403, (await gateway.Caller.GetAsync(Audit)).Code);
    }
}
