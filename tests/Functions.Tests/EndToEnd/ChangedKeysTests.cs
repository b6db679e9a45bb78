using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What a gateway key is good for is changed by whoever has read it, and holds on every instance soon.</summary>
public sealed class ChangedKeysTests
{
    private const string Keys = "/api/v1/manage/keys";
    private const string Chat = """{"model":"sandbox/echo","messages":[{"role":"user","content":"Hi"}]}""";
    private const string Embeddings = """{"model":"sandbox/embed","input":"Hi"}""";

    [Fact]
    public async Task Every_change_holds_on_every_instance_within_ten_seconds()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        GatewaySettings settings = [];
        await using GatewayApp one = await GatewayApp.StartAsync(settings, time: time);
        await using GatewayApp other = await GatewayApp.StartAsync(settings, time: time);
        (string id, string key) = await IssueAsync(one);
        using GatewayCaller caller = new(other, other.App, key);
        Assert.Equal((200, 200), ((await caller.AskAsync(Chat)).Code, (await caller.AskAsync(Embeddings, "/v1/embeddings")).Code));

        await ChangeAsync("""{"scopes":["embeddings"]}""");
        Assert.Equal((403, 200), ((await caller.AskAsync(Chat)).Code, (await caller.AskAsync(Embeddings, "/v1/embeddings")).Code));
        await ChangeAsync("""{"scopes":null,"allowed_models":["sandbox/em*"]}""");
        Assert.Equal((403, 200), ((await caller.AskAsync(Chat)).Code, (await caller.AskAsync(Embeddings, "/v1/embeddings")).Code));
        await ChangeAsync("""{"allowed_models":null,"allowed_addresses":["192.0.2.0/24"]}""");
        Assert.Equal(403, (await caller.AskAsync(Chat)).Code);
        await ChangeAsync($$"""{"allowed_addresses":null,"expires_at":"{{time.GetUtcNow().AddSeconds(60):O}}"}""");
        Assert.Equal(200, (await caller.AskAsync(Chat)).Code);
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(401, (await caller.AskAsync(Chat)).Code);

        async Task ChangeAsync(string patch)
        {
            GatewayAnswer changed = await one.ManageAsync(HttpMethod.Patch, $"keys/{id}", patch, ifMatch: "*");
            Assert.True(changed.Code == 200, changed.Text);
            time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task A_change_names_the_state_that_it_is_made_of_and_is_in_the_audit_log()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        (string id, string key) = await IssueAsync(gateway);
        GatewayAnswer read = await gateway.ManageAsync(HttpMethod.Get, $"keys/{id}");
        string tag = read.Headers["ETag"];
        Assert.Equal(tag.Trim('"'), read.Json.GetProperty("etag").GetString());

        Assert.Equal((428, "precondition_required"), Code(await gateway.ManageAsync(HttpMethod.Patch, $"keys/{id}", """{"name":"a"}""")));
        Assert.Equal((428, "precondition_required"), Code(await gateway.ManageAsync(HttpMethod.Put, $"keys/{id}", """{"name":"a"}""")));
        Assert.Equal((412, "precondition_failed"), Code(await gateway.ManageAsync(HttpMethod.Put, $"keys/{id}", "{}", ifMatch: "\"0123456789abcdef\"")));
        Assert.Equal((404, "not_found"), Code(await gateway.ManageAsync(HttpMethod.Put, "keys/abcdefghijkm", "{}", ifMatch: "*")));
        GatewayAnswer[] all = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => gateway.ManageAsync(HttpMethod.Patch, $"keys/{id}", $$"""{"name":"name-{{number}}"}""", ifMatch: tag)));
        GatewayAnswer won = Assert.Single(all, static answer => answer.Code == 200);
        Assert.Equal(5, all.Count(static answer => answer.Code == 412));
        Assert.Equal(won.Json.GetProperty("name").GetString(), (await gateway.ManageAsync(HttpMethod.Get, $"keys/{id}")).Json.GetProperty("name").GetString());

        GatewayAnswer tried = await gateway.ManageAsync(HttpMethod.Put, $"keys/{id}?dry_run=true", """{"name":"tried","scopes":["chat"]}""", ifMatch: won.Headers["ETag"]);
        Assert.Equal((200, "tried"), (tried.Code, tried.Json.GetProperty("name").GetString()));
        GatewayAnswer put = await gateway.ManageAsync(HttpMethod.Put, $"keys/{id}", """{"name":"put","scopes":["chat"],"allowed_models":["sandbox/*"]}""", ifMatch: won.Headers["ETag"]);
        Assert.Equal((200, gateway.App, "put"), (put.Code, put.Json.GetProperty("app").GetString(), put.Json.GetProperty("name").GetString()));
        Assert.Equal((412, "precondition_failed"), Code(await gateway.ManageAsync(HttpMethod.Delete, $"keys/{id}", ifMatch: tag)));

        GatewayAnswer log = await gateway.ManageAsync(HttpMethod.Get, $"audit?action=key.update&target=keys/{id}");
        JsonElement entry = log.Json.GetProperty("data")[0];
        Assert.Equal(("put", """["chat"]"""), (entry.GetProperty("after").GetProperty("name").GetString(), entry.GetProperty("after").GetProperty("scopes").GetRawText()));
        Assert.Equal((won.Json.GetProperty("name").GetString(), put.Headers["x-request-id"]), (entry.GetProperty("before").GetProperty("name").GetString(), entry.GetProperty("request_id").GetString()));
        Assert.DoesNotContain(key.Split('_')[2], log.Text, StringComparison.Ordinal);

        static (int, string?) Code(GatewayAnswer answer) => (answer.Code, answer.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_key_is_said_at_once_and_nothing_changes()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        (string id, _) = await IssueAsync(gateway);
        const string Wrong = """
            "name":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","expires_at":"2001-01-01T00:00:00Z",
            "scopes":["chat","root"],"allowed_models":[],"allowed_addresses":["192.0.2.0/24","everywhere"]
            """;

        GatewayAnswer[] refused =
        [
            await gateway.ManageAsync(HttpMethod.Put, $"keys/{id}", $"{{{Wrong}}}", ifMatch: "*"),
            await gateway.ManageAsync(HttpMethod.Patch, $"keys/{id}", $"{{{Wrong}}}", ifMatch: "*"),
            await gateway.ManageAsync(HttpMethod.Post, "keys", $$"""{"app":"shop",{{Wrong}}}"""),
        ];

        Assert.All(refused, static answer => Assert.Equal((400, "name"), (answer.Code, answer.Error.GetProperty("param").GetString())));
        Assert.All(refused, static answer => Assert.Equal(
            ["name", "expires_at", "scopes[1]", "allowed_models", "allowed_addresses[1]"],
            answer.Error.GetProperty("details").EnumerateArray().Select(static error => error.GetString()!.Split(' ')[0])));
        Assert.Equal("test", (await gateway.ManageAsync(HttpMethod.Get, $"keys/{id}")).Json.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("""{"app":"other"}""", "app")]
    [InlineData("""{"id":"abcdefghijkm"}""", "id")]
    [InlineData("""{"hash":"AAAA"}""", "hash")]
    [InlineData("""{"revoked_at":null}""", "revoked_at")]
    [InlineData("""{"rights":255}""", "rights")]
    [InlineData("""{"Scopes":["manage"]}""", "Scopes")]
    [InlineData("""{"scopes":"chat"}""", "scopes")]
    [InlineData("""{"name":"a","name":"b"}""", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    public async Task Nothing_else_can_be_changed(string body, string? param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        (string id, _) = await IssueAsync(gateway);
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Put, HttpMethod.Patch])
        {
            GatewayAnswer refused = await gateway.ManageAsync(method, $"keys/{id}", body, ifMatch: "*");
            Assert.Equal(400, refused.Code);
            Assert.True(param is null || param == refused.Error.GetProperty("param").GetString(), refused.Text);
        }
    }

    [Fact]
    public async Task Nobody_gives_a_key_what_he_may_not_do_himself()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        (string id, string key) = await IssueAsync(gateway, """["system_config","chat"]""");
        (string powerful, _) = await IssueAsync(gateway, """["manage"]""");
        (string plain, _) = await IssueAsync(gateway);

        Assert.Equal(403, await ChangeAsync(id, key, """{"scopes":["manage"]}"""));
        Assert.Equal(403, await ChangeAsync(plain, key, """{"scopes":["chat","view_metrics"]}"""));
        Assert.Equal(403, await ChangeAsync(powerful, key, """{"allowed_addresses":["192.0.2.1"]}"""));
        Assert.Equal(200, await ChangeAsync(plain, key, """{"scopes":["chat","system_config"]}"""));
        Assert.Equal(200, await ChangeAsync(powerful, key, """{"scopes":["system_config"]}"""));

        foreach (string scope in (string[])["chat", "embeddings", "jobs", "view_providers", "edit_providers", "view_metrics"])
        {
            (_, string lacking) = await IssueAsync(gateway, $"""["{scope}"]""");
            Assert.Equal(403, await ChangeAsync(plain, lacking, """{"name":"mine"}"""));
        }

        async Task<int> ChangeAsync(string target, string by, string patch) => (await gateway.ManageAsync(HttpMethod.Patch, $"keys/{target}", patch, ifMatch: "*", key: by)).Code;
    }

    [Fact]
    public async Task A_key_that_is_over_stays_over()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using GatewayApp gateway = await GatewayApp.StartAsync(time: time);
        (string revoked, _) = await IssueAsync(gateway);
        (string rotated, string key) = await IssueAsync(gateway);
        Assert.Equal(204, (await gateway.ManageAsync(HttpMethod.Delete, $"keys/{revoked}")).Code);
        Assert.Equal(201, (await gateway.ManageAsync(HttpMethod.Post, $"keys/{rotated}/rotate", """{"overlap_seconds":0}""")).Code);

        foreach (string id in (string[])[revoked, rotated])
        {
            Assert.Equal(409, (await gateway.ManageAsync(HttpMethod.Put, $"keys/{id}", "{}", ifMatch: "*")).Code);
        }

        time.Advance(TimeSpan.FromSeconds(10));
        using GatewayCaller caller = new(gateway, gateway.App, key);
        Assert.Equal(401, (await caller.AskAsync(Chat)).Code);
    }

    [Fact]
    public async Task A_dry_run_issues_rotates_and_revokes_nothing()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        (string id, string key) = await IssueAsync(gateway);

        GatewayAnswer[] tried =
        [
            await gateway.ManageAsync(HttpMethod.Post, "keys?dry_run=true", $$"""{"app":"{{gateway.App}}"}"""),
            await gateway.ManageAsync(HttpMethod.Post, $"keys/{id}/rotate?dry_run=true", "{}"),
            await gateway.ManageAsync(HttpMethod.Delete, $"keys/{id}?dry_run=true"),
        ];

        Assert.All(tried, static answer => Assert.Equal((200, false), (answer.Code, answer.Json.TryGetProperty("key", out _))));
        Assert.True(tried[2].Json.TryGetProperty("revoked_at", out _));
        using GatewayCaller caller = new(gateway, gateway.App, key);
        Assert.Equal(200, (await caller.AskAsync(Chat)).Code);
        Assert.Equal(2, (await gateway.ManageAsync(HttpMethod.Get, $"keys?app={gateway.App}")).Json.GetProperty("data").GetArrayLength());
        Assert.Single((await gateway.ManageAsync(HttpMethod.Get, $"audit?target=keys/{id}")).Json.GetProperty("data").EnumerateArray());
    }

    private static async Task<(string Id, string Key)> IssueAsync(GatewayApp gateway, string? scopes = null)
    {
        GatewayAnswer created = await gateway.AdminAsync(HttpMethod.Post, Keys, $$"""{"app":"{{gateway.App}}","name":"test"{{(scopes is null ? "" : $",\"scopes\":{scopes}")}}}""");
        Assert.True(created.Code == 201, created.Text);
        return (created.Json.GetProperty("id").GetString()!, created.Json.GetProperty("key").GetString()!);
    }
}
