using System.Text.Json;
using Azure.Data.Tables;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>The configuration is changed by whoever has the admin key, and served without a restart.</summary>
public sealed class ManagementTests
{
    private static readonly string[] Tables = ["Config", "Audit"];

    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private const string Whole = """{"id":"c","object":"chat.completion","created":1,"model":"rocket","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}""";

    [Fact]
    public async Task A_provider_is_served_as_soon_as_it_is_made_and_gone_when_it_is_deleted()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        Assert.Equal(404, (await AskAsync(gateway, "rocket")).Code);

        await gateway.CreateAsync("providers", "acme", $$"""{"Dialect":"openai","BaseUrl":"{{provider.BaseUrl}}","Models":["rocket"]}""");
        GatewayAnswer answer = await AskAsync(gateway, "rocket");
        Assert.Equal((200, "acme"), (answer.Code, answer.Headers["x-llm-provider"]));
        Assert.Contains("rocket", (await gateway.Caller.GetAsync("/v1/models?provider=acme")).Text, StringComparison.Ordinal);

        GatewayAnswer read = await gateway.ManageAsync(HttpMethod.Get, "providers/acme");
        Assert.Equal(("api", "\"1\""), (read.Json.GetProperty("source").GetString(), read.Headers["ETag"]));
        Assert.Equal(200, (await gateway.ManageAsync(HttpMethod.Delete, "providers/acme", ifMatch: read.Headers["ETag"])).Code);
        Assert.Equal(404, (await AskAsync(gateway, "rocket")).Code);
        Assert.Equal(404, (await gateway.ManageAsync(HttpMethod.Get, "providers/acme")).Code);
    }

    [Fact]
    public async Task Every_kind_of_object_takes_effect_at_once()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl));
        await gateway.CreateAsync("accounts", "openai/blue", """{"Weight":1}""");
        await gateway.CreateAsync("models", "openai/rocket", """{"ContextWindow":100000,"MaxOutput":1000,"Capabilities":["chat"]}""");
        await gateway.CreateAsync("prices", "openai/rocket", """{"Tiers":[{"Input":100,"Output":1000}]}""");
        await gateway.CreateAsync("routes", "pool", """{"Models":["rocket"]}""");
        await gateway.CreateAsync("apps", gateway.App, """{"AllowedModels":["pool"]}""");
        await gateway.CreateAsync("quotas", "daily", $$"""{"Scope":"app","Match":"{{gateway.App}}","Unit":"requests","Window":"day","Limit":1}""");
        Assert.Equal(201, (await gateway.ManageAsync(HttpMethod.Put, "routing", """{"Aliases":{"fast":"pool"},"Strategy":"weighted"}""")).Code);

        GatewayAnswer answer = await AskAsync(gateway, "pool");
        Assert.Equal((200, "blue", "weighted", "1"), (answer.Code, answer.Headers["x-llm-account"], answer.Headers["x-llm-strategy"], answer.Headers["x-ratelimit-limit-requests"]));
        Assert.Equal(0.021m, Assert.Single(await gateway.Caller.UsageAsync()).Cost);
        Assert.Equal(429, (await AskAsync(gateway, "pool")).Code);
        Assert.Equal(403, (await AskAsync(gateway, "sandbox/echo")).Code);

        GatewayAnswer quota = await gateway.ManageAsync(HttpMethod.Patch, "quotas/daily", """{"Limit":2}""", ifMatch: "*");
        Assert.True(quota.Code == 200, quota.Text);
        Assert.Equal(200, (await AskAsync(gateway, "pool")).Code);
        Assert.Equal(429, (await AskAsync(gateway, "pool")).Code);
    }

    [Fact]
    public async Task What_is_changed_on_one_instance_is_served_by_the_others_within_ten_seconds()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        GatewaySettings shared = [];
        await using GatewayApp one = await GatewayApp.StartAsync(time: time, settings: Copy(shared));
        await using GatewayApp other = await GatewayApp.StartAsync(time: time, settings: Copy(shared));
        Assert.Equal(404, (await AskAsync(other, "pool")).Code);

        await one.CreateAsync("routes", "pool", """{"Models":["sandbox/echo"]}""");
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await AskAsync(other, "pool")).Code);

        GatewayAnswer status = await one.ManageAsync(HttpMethod.Get, "status");
        Assert.Equal(1, status.Json.GetProperty("revision").GetInt64());
        Assert.Equal([1L, 1L], status.Json.GetProperty("instances").EnumerateArray().Select(static instance => instance.GetProperty("revision").GetInt64()));
    }

    [Fact]
    public async Task While_the_storage_hangs_calls_go_on_with_the_last_configuration_and_wait_for_a_newer_one_only_once()
    {
        // Within a minute, so that no timer looks at the same time.
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        ManualTimeProvider time = new(now.AddSeconds(5 - now.Second));
        await using StorageProxy storage = await StorageProxy.StartAsync();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Usage__Ledger", "off"), time, storage.ConnectionString);
        Assert.Equal(200, (await AskAsync(gateway, "sandbox/echo")).Code);
        storage.Hold();
        time.Advance(TimeSpan.FromSeconds(9));

        Task<GatewayAnswer> first = AskAsync(gateway, "sandbox/echo");
        await storage.Held.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted);
        while (!first.IsCompleted)
        {
            // Whether it waits for the clock already is not seen from here.
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(first, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        Assert.Equal(200, (await first).Code);

        // Sooner than the storage's client gives the read up by itself, after which nobody would wait either.
        Assert.Equal(200, (await AskAsync(gateway, "sandbox/echo").WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken)).Code);
        Assert.Single(gateway.Logs.Entries, static entry => entry.Text.Contains("did not wait any longer", StringComparison.Ordinal));
        storage.Release();
    }

    [Fact]
    public async Task A_stream_ends_with_the_configuration_that_it_began_with()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.SendAsync("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"rocket\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hel\"},\"finish_reason\":null}]}\n\n");
            await Released.Task;
            await exchange.SendAsync("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"rocket\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
            await exchange.EndAsync();
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        await gateway.CreateAsync("providers", "acme", $$"""{"Dialect":"openai","BaseUrl":"{{provider.BaseUrl}}","Models":["rocket"]}""");
        using HttpResponseMessage streaming = await gateway.Caller.PostAsync($$"""{"model":"rocket","stream":true,{{Messages}}}""");

        Assert.Equal(200, (await gateway.ManageAsync(HttpMethod.Delete, "providers/acme", ifMatch: "*")).Code);
        Assert.Equal(404, (await AskAsync(gateway, "rocket")).Code);
        Released.SetResult();

        GatewayAnswer whole = await GatewayAnswer.ReadAsync(streaming);
        Assert.Equal((true, "Hello"), (whole.IsDone, whole.Content));
        Assert.Equal("success", Assert.Single(await gateway.Caller.UsageAsync()).Outcome);
    }

    [Fact]
    public async Task A_change_that_would_not_be_valid_is_refused_with_every_error_and_nothing_changes()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        GatewayAnswer refused = await gateway.ManageAsync(HttpMethod.Post, "apply", """
            {"changes":[
              {"action":"create","kind":"routes","name":"good","value":{"Models":["sandbox/echo"]}},
              {"action":"create","kind":"routes","name":"bad","value":{"Models":["no-such-model"]}},
              {"action":"create","kind":"apps","name":"shop","value":{"Fallbacks":["nor-this"]}}
            ]}
            """);

        Assert.Equal((400, "invalid_configuration"), (refused.Code, refused.Error.GetProperty("code").GetString()));
        Assert.Equal(2, refused.Error.GetProperty("details").GetArrayLength());
        Assert.Equal(404, (await AskAsync(gateway, "good")).Code);
        Assert.Equal(0, (await gateway.ManageAsync(HttpMethod.Get, "status")).Json.GetProperty("revision").GetInt64());
        Assert.Empty((await gateway.ManageAsync(HttpMethod.Get, "routes")).Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_bad_configuration_that_comes_into_the_store_never_takes_the_place_of_the_last_good_one()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        GatewaySettings shared = [];
        await using GatewayApp gateway = await GatewayApp.StartAsync(time: time, settings: Copy(shared));
        await gateway.CreateAsync("routes", "pool", """{"Models":["sandbox/echo"]}""");

        // An app of the same name whose settings know the provider that the route needs.
        await using GatewayApp newer = await GatewayApp.StartAsync(time: time, settings: Copy(shared)
            .With("Gateway__Providers__acme__Dialect", "openai").With("Gateway__Providers__acme__BaseUrl", "http://127.0.0.1:9").With("Gateway__Providers__acme__Models__0", "rocket"));
        await newer.CreateAsync("routes", "fast", """{"Models":["rocket"]}""");
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(200, (await AskAsync(gateway, "pool")).Code);
        JsonElement status = (await gateway.ManageAsync(HttpMethod.Get, "status")).Json;
        JsonElement own = Assert.Single(status.GetProperty("instances").EnumerateArray(), instance => instance.GetProperty("instance").GetString() == status.GetProperty("instance").GetString());
        Assert.Equal((2, 1, false), (status.GetProperty("revision").GetInt32(), own.GetProperty("revision").GetInt32(), own.GetProperty("current").GetBoolean()));
        Assert.Contains("Gateway__Routing__Routes__fast__Models__0", own.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains(gateway.Logs.Entries, static entry => entry.Text.Contains("Revision 2 of the configuration is not valid; 1 stays in use", StringComparison.Ordinal));

        await newer.ManageAsync(HttpMethod.Delete, "routes/fast", ifMatch: "*");
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await AskAsync(gateway, "pool")).Code);
        Assert.True((await gateway.ManageAsync(HttpMethod.Get, "status")).Json.GetProperty("instances").EnumerateArray().All(static instance => instance.GetProperty("current").GetBoolean()));
    }

    [Fact]
    public async Task Whoever_changes_something_must_have_read_it()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        await gateway.CreateAsync("apps", "shop", """{"MaxRetries":1}""");

        Assert.Equal((428, "precondition_required"), Code(await gateway.ManageAsync(HttpMethod.Put, "apps/shop", "{}")));
        Assert.Equal((412, "precondition_failed"), Code(await gateway.ManageAsync(HttpMethod.Delete, "apps/shop", ifMatch: "\"99\"")));
        Assert.Equal((409, "conflict"), Code(await gateway.ManageAsync(HttpMethod.Post, "apps", """{"name":"SHOP","value":{}}""")));
        GatewayAnswer[] both = await Task.WhenAll(Enumerable.Range(2, 6).Select(retries =>
            gateway.ManageAsync(HttpMethod.Patch, "apps/shop", $$"""{"MaxRetries":{{retries}}}""", ifMatch: "\"1\"")));
        Assert.Single(both, static answer => answer.Code == 200);
        Assert.Equal(5, both.Count(static answer => answer.Code == 412));

        static (int, string?) Code(GatewayAnswer answer) => (answer.Code, answer.Error.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("POST", "apps", """{"name":"shop","value":{"Colour":1}}""", 400)]
    [InlineData("POST", "apps", """{"name":"shop","value":{},"revision":7}""", 400)]
    [InlineData("POST", "apps", """{"name":"shop","value":{},"source":"settings"}""", 400)]
    [InlineData("POST", "apps", """{"name":"a:b","value":{}}""", 400)]
    [InlineData("POST", "apps", """{"name":"shop","name":"other","value":{}}""", 400)]
    [InlineData("POST", "apps", """{"name":"shop","value":[]}""", 400)]
    [InlineData("POST", "apps", """{"name":"shop","value":{"AdminKey":"0123456789abcdef"}}""", 400)]
    [InlineData("POST", "providers", """{"name":"openai","value":{"Timeouts":{"Connect:x":1}}}""", 400)]
    [InlineData("POST", "apply", """{"changes":[{"action":"create","kind":"keys","name":"a","value":{}}]}""", 400)]
    [InlineData("POST", "apply", """{"changes":[{"action":"upsert","kind":"apps","name":"a","value":{}}]}""", 400)]
    [InlineData("POST", "prices", """{"name":"sandbox/echo","value":{"Tiers":[null]}}""", 400)]
    [InlineData("POST", "models", """{"name":"sandbox/echo","value":{"Capabilities":[null]}}""", 400)]
    [InlineData("PUT", "apps/a%3Ab", "{}", 400)]
    [InlineData("PUT", "apps/..%2F..%2Fkeys", "{}", 404)]
    [InlineData("GET", "apps/x'%20or%20'1'%20eq%20'1", null, 400)]
    [InlineData("GET", "apps/%00", null, 400)]
    [InlineData("GET", "models/openai/a%0Ab", null, 400)]
    public async Task What_is_not_a_field_or_not_a_name_is_refused(string method, string path, string? body, int status)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await gateway.ManageAsync(new HttpMethod(method), path, body, ifMatch: method == "PUT" ? "*" : null);

        Assert.True(status == answer.Code || (status == 404 && answer.Code == 400), answer.Text);
        Assert.Equal(0, (await gateway.ManageAsync(HttpMethod.Get, "status")).Json.GetProperty("revision").GetInt64());
    }

    [Theory]
    [InlineData("GET", "providers")]
    [InlineData("POST", "providers")]
    [InlineData("GET", "providers/sandbox")]
    [InlineData("DELETE", "accounts/a/b")]
    [InlineData("PUT", "prices/openai/gpt-4o")]
    [InlineData("PATCH", "routing")]
    [InlineData("POST", "apply")]
    [InlineData("GET", "status")]
    public async Task Nobody_else_may(string method, string path)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Equal(403, (await gateway.ManageAsync(new HttpMethod(method), path, method is "GET" ? null : "{}", key: gateway.Key)).Code);
        Assert.Equal(401, (await gateway.ManageAsync(new HttpMethod(method), path, method is "GET" ? null : "{}", key: "wrong")).Code);
    }

    [Fact]
    public async Task A_key_that_is_set_is_used_and_shown_nowhere()
    {
        string canary = "sk-canary-" + Guid.NewGuid().ToString("N");
        string renewed = "sk-canary-" + Guid.NewGuid().ToString("N");
        string folder = Directory.CreateTempSubdirectory("llm-secrets-").FullName;
        try
        {
            await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
            await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Secrets__Folder", folder));
            List<GatewayAnswer> answers =
            [
                await gateway.CreateAsync("providers", "acme", $$"""{"Dialect":"openai","BaseUrl":"{{provider.BaseUrl}}","Models":["rocket"],"ApiKey":"{{canary}}"}"""),
                await AskAsync(gateway, "rocket"),
                await gateway.ManageAsync(HttpMethod.Patch, "providers/acme", $$"""{"ApiKey":"{{renewed}}"}""", ifMatch: "*"),
                await AskAsync(gateway, "rocket"),
                await gateway.ManageAsync(HttpMethod.Get, "providers"),
                await gateway.ManageAsync(HttpMethod.Get, "providers/acme"),
                await gateway.ManageAsync(HttpMethod.Get, "audit"),
                await gateway.ManageAsync(HttpMethod.Patch, "providers/acme", $$"""{"ApiKee":"{{canary}}"}""", ifMatch: "*"),
                await gateway.ManageAsync(HttpMethod.Patch, "providers/acme", $$"""{"ApiKey":"{{canary}}","Secret":"x"}""", ifMatch: "*"),
                await gateway.ManageAsync(HttpMethod.Post, "providers", $$$"""{"name":"acme","value":{"ApiKey":"{{{canary}}}"}}"""),
            ];

            Assert.Equal([$"Bearer {canary}", $"Bearer {renewed}"], provider.Requests.Select(static request => request.Headers["Authorization"]));
            List<string> written =
            [
                .. answers.Select(static answer => answer.Text + string.Join('\n', answer.Headers.Select(static header => header.Value))),
                .. gateway.Logs.Entries.Select(static entry => $"{entry.Text} {entry.Exception}"),
                .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText),
                .. await TablesAsync(),
            ];
            Assert.All(written, text => Assert.DoesNotContain(canary, text, StringComparison.Ordinal));
            Assert.All(written, text => Assert.DoesNotContain(renewed, text, StringComparison.Ordinal));
            Assert.Contains(written, static text => text.Contains("llm-acme", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static GatewaySettings Copy(GatewaySettings settings)
    {
        GatewaySettings copy = [];
        foreach ((string name, string? value) in settings)
        {
            copy[name] = value;
        }

        return copy;
    }

    private static Task<GatewayAnswer> AskAsync(GatewayApp gateway, string model) => gateway.Caller.AskAsync($$"""{"model":"{{model}}",{{Messages}}}""");

    /// <summary>All that is in the tables of configuration, audit and usage, packed content unpacked.</summary>
    private static async Task<IReadOnlyList<string>> TablesAsync()
    {
        TableServiceClient service = new(await Azurite.ConnectionStringAsync());
        List<string> texts = [];
        foreach (string table in Tables.Concat(await UsageTables.NamesAsync(service, TestContext.Current.CancellationToken)))
        {
            await foreach (TableEntity row in service.GetTableClient(table).QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken))
            {
                texts.AddRange(row.Select(static property => property.Value is byte[] bytes ? Unpack(bytes) : property.Value?.ToString() ?? ""));
            }
        }

        return texts;
    }

    private static string Unpack(byte[] bytes)
    {
        if (bytes is not [0x1f, 0x8b, ..])
        {
            return System.Text.Encoding.UTF8.GetString(bytes);
        }

        using System.IO.Compression.GZipStream zip = new(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress);
        using StreamReader reader = new(zip);
        return reader.ReadToEnd();
    }
}
