using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmFunctions.Alerts;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Alerts as people and webhooks see them.</summary>
public sealed class AlertTests
{
    private const string Secret = "a-secret-of-the-tests";
    private const string Body = """{"model":"openai/gpt-4o-mini","max_tokens":20,"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Whole = """{"id":"c","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rate_of_errors_opens_an_alert_that_a_signed_webhook_is_told_of()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(500, """{"error":{"message":"no"}}""");
        await using ScriptedProvider receiver = ScriptedProvider.Answering(200, "{}");
        string rule = Name();
        GatewaySettings settings = Settings(provider, receiver, rule, "errorrate");
        settings[$"Gateway__Alerts__{rule}__By"] = "app";
        settings[$"Gateway__Alerts__{rule}__MinRequests"] = "3";
        settings["Gateway__Health__Enforced"] = "off";
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(502, (await gateway.Caller.AskAsync(Body)).Code);
        }

        await WatchAsync(gateway);
        await WatchAsync(gateway);

        ReceivedRequest told = Assert.Single(receiver.Requests, request => request.Json.GetProperty("data").GetProperty("subject").GetString() == gateway.App);
        Assert.Equal("alert.opened", told.Json.GetProperty("type").GetString());
        Assert.Equal(("error_rate", 1.0, "open"), (told.Json.GetProperty("data").GetProperty("kind").GetString(), told.Json.GetProperty("data").GetProperty("value").GetDouble(), told.Json.GetProperty("data").GetProperty("state").GetString()));
        AssertSigned(told);
    }

    [Fact]
    public async Task Four_fifths_of_a_limit_are_an_alert_until_its_window_is_over()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using ScriptedProvider receiver = ScriptedProvider.Answering(200, "{}");
        string rule = Name();
        GatewaySettings settings = Settings(provider, receiver, rule, "quota");
        string limit = Name();
        settings[$"Gateway__Quotas__{limit}__Scope"] = "app";
        settings[$"Gateway__Quotas__{limit}__Unit"] = "requests";
        settings[$"Gateway__Quotas__{limit}__Window"] = "total";
        settings[$"Gateway__Quotas__{limit}__Limit"] = "5";
        string app, key;
        await using (GatewayApp first = await GatewayApp.StartAsync(settings))
        {
            (app, key) = (first.App, first.Key);
            await AskAsync(first.Caller, 3);

            // An instance that ends tells the counters all that was used.
            await first.StopAsync();
        }

        await using (GatewayApp second = await GatewayApp.StartAsync(settings))
        {
            using GatewayCaller caller = new(second, app, key);
            using GatewayCaller before = new(second, "admin", second.AdminKey);
            await WatchAsync(second);
            Assert.Empty(await OfAsync(before, rule));
            await AskAsync(caller, 1);
            await second.StopAsync();
        }

        await using GatewayApp gateway = await GatewayApp.StartAsync(settings);
        using GatewayCaller admin = new(gateway, "admin", gateway.AdminKey);
        await WatchAsync(gateway);

        JsonElement alert = Assert.Single(await OfAsync(admin, rule));
        Assert.Equal(("open", $"{limit}/{app}", 0.8, false), (alert.GetProperty("state").GetString(), alert.GetProperty("subject").GetString(), alert.GetProperty("value").GetDouble(), alert.GetProperty("silenced").GetBoolean()));
        Assert.Equal(403, (await gateway.Caller.GetAsync("/api/v1/alerts")).Code);
    }

    [Fact]
    public async Task A_rule_of_the_management_api_is_watched_by_every_instance_within_ten_seconds_and_its_alert_ends_with_it()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(500, """{"error":{"message":"no"}}""");
        await using ScriptedProvider receiver = ScriptedProvider.Answering(200, "{}");
        // Within a minute, so that no timer looks at the same time.
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        ManualTimeProvider time = new(now.AddSeconds(5 - now.Second));
        GatewaySettings settings = new GatewaySettings().Provider("openai", provider.BaseUrl);
        settings["Gateway__Jobs__WebhookLoopback"] = "on";
        settings["Gateway__Jobs__WebhookSecret"] = Secret;
        settings["Gateway__Health__Enforced"] = "off";
        await using GatewayApp one = await GatewayApp.StartAsync(settings, time: time);
        await using GatewayApp other = await GatewayApp.StartAsync(settings, time: time);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(502, (await one.Caller.AskAsync(Body)).Code);
        }

        using GatewayCaller admin = new(other, "admin", other.AdminKey);
        await other.CreateAsync("alerts", "errors", $$"""{"Kind":"errorrate","By":"app","Match":"{{one.App}}","MinRequests":3,"Webhook":"{{receiver.BaseUrl}}"}""");
        await WatchOnAsync(one, time);
        JsonElement alert = Assert.Single(await OfAsync(admin, "errors"));
        Assert.Equal((one.App, 0.1), (alert.GetProperty("subject").GetString(), alert.GetProperty("threshold").GetDouble()));
        Assert.Equal("alert.opened", Assert.Single(receiver.Requests).Json.GetProperty("type").GetString());

        Assert.Equal(200, (await other.ManageAsync(HttpMethod.Patch, "alerts/errors", """{"Threshold":0.9}""", ifMatch: "*")).Code);
        await WatchOnAsync(one, time);
        Assert.Equal(0.9, Assert.Single(await OfAsync(admin, "errors")).GetProperty("threshold").GetDouble());

        Assert.Equal(200, (await other.ManageAsync(HttpMethod.Delete, "alerts/errors", ifMatch: "*")).Code);
        await WatchOnAsync(one, time);
        Assert.Empty(await OfAsync(admin, "errors"));
        JsonElement closed = Assert.Single((await admin.GetAsync("/api/v1/alerts?state=closed")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal((alert.GetProperty("id").GetString(), "closed"), (closed.GetProperty("id").GetString(), closed.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_rule_is_managed_as_every_other_object_is()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Alerts__base__Kind", "quota"));
        GatewayAnswer refused = await gateway.ManageAsync(HttpMethod.Post, "alerts", """{"name":"slow","value":{"Kind":"slowness","Threshold":-1,"Window":"1","By":"planet","Webhook":"http://169.254.169.254/","Colour":"red"}}""");
        Assert.Equal((400, "invalid_configuration"), (refused.Code, refused.Error.GetProperty("code").GetString()));
        Assert.Equal(["Colour", "Kind"], Fields(refused));
        refused = await gateway.ManageAsync(HttpMethod.Post, "alerts", """{"name":"slow","value":{"Kind":"latency","Threshold":-1,"Window":"1","By":"planet","Webhook":"http://169.254.169.254/"}}""");
        Assert.Equal(["By", "Threshold", "Webhook", "Window"], Fields(refused));
        Assert.Equal(400, (await gateway.ManageAsync(HttpMethod.Put, "alerts/slow", """{"Kind":"latency","Webhook":"https://u:p@hooks.example.org/?sig=1"}""")).Code);

        GatewayAnswer tried = await gateway.ManageAsync(HttpMethod.Post, "alerts?dry_run=true", """{"name":"slow","value":{"Kind":"latency"}}""");
        Assert.True(tried.Json.GetProperty("dry_run").GetBoolean());
        Assert.Equal(404, (await gateway.ManageAsync(HttpMethod.Get, "alerts/slow")).Code);
        GatewayAnswer made = await gateway.CreateAsync("alerts", "slow", """{"Kind":"latency","Threshold":8000}""");
        Assert.Equal(428, (await gateway.ManageAsync(HttpMethod.Put, "alerts/slow", """{"Kind":"latency"}""")).Code);
        Assert.Equal(412, (await gateway.ManageAsync(HttpMethod.Put, "alerts/slow", """{"Kind":"latency"}""", ifMatch: "\"9\"")).Code);
        Assert.Equal(200, (await gateway.ManageAsync(HttpMethod.Put, "alerts/slow", """{"Kind":"latency","By":"model"}""", ifMatch: made.Headers["ETag"])).Code);

        Assert.Equal(
            [("base", "settings"), ("slow", "api")],
            (await gateway.ManageAsync(HttpMethod.Get, "alerts")).Json.GetProperty("data").EnumerateArray().Select(static rule => (rule.GetProperty("name").GetString(), rule.GetProperty("source").GetString())));
        GatewayAnswer file = await gateway.ManageAsync(HttpMethod.Get, "export");
        Assert.Contains("slow:", file.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.ManageAsync(HttpMethod.Delete, "alerts/slow", ifMatch: "*")).Code);
        Assert.Equal(200, (await gateway.ManageAsync(HttpMethod.Post, "import", file.Text, contentType: "application/yaml")).Code);
        Assert.Equal("model", (await gateway.ManageAsync(HttpMethod.Get, "alerts/slow")).Json.GetProperty("value").GetProperty("By").GetString());
        GatewayAnswer audit = await gateway.ManageAsync(HttpMethod.Get, "audit?action=configuration.create&target=alerts/slow");
        Assert.Equal(8000, audit.Json.GetProperty("data").EnumerateArray().Last().GetProperty("after").GetProperty("Threshold").GetInt32());
        Assert.Equal(403, (await gateway.ManageAsync(HttpMethod.Get, "alerts", key: gateway.Key)).Code);

        static IEnumerable<string> Fields(GatewayAnswer answer) =>
            answer.Error.GetProperty("details").EnumerateArray().Select(static error => error.GetString()!.Split(' ')[0].Split("__")[^1]).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_silence_is_made_listed_and_deleted()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using GatewayCaller admin = new(gateway, "admin", gateway.AdminKey);
        string until = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O", CultureInfo.InvariantCulture);

        GatewayAnswer made = await admin.AskAsync($$"""{"rule":"errors*","until":"{{until}}","reason":"maintenance"}""", "/api/v1/alerts/silences");
        Assert.Equal((201, "errors*", "*"), (made.Code, made.Json.GetProperty("rule").GetString(), made.Json.GetProperty("subject").GetString()));
        string id = made.Json.GetProperty("id").GetString()!;
        Assert.Contains((await admin.GetAsync("/api/v1/alerts/silences")).Json.GetProperty("data").EnumerateArray(), silence => silence.GetProperty("id").GetString() == id);

        using HttpResponseMessage deleted = await admin.Client.DeleteAsync($"/api/v1/alerts/silences/{id}", Cancel);
        using HttpResponseMessage again = await admin.Client.DeleteAsync($"/api/v1/alerts/silences/{id}", Cancel);
        Assert.Equal((204, 404), ((int)deleted.StatusCode, (int)again.StatusCode));
        JsonElement[] audited = [.. (await admin.GetAsync($"/api/v1/manage/audit?target=silences/{id}")).Json.GetProperty("data").EnumerateArray()];
        Assert.Equal(["silence.delete", "silence.create"], audited.Select(static entry => entry.GetProperty("action").GetString()));
        Assert.Equal(("maintenance", "maintenance"), (audited[0].GetProperty("before").GetProperty("reason").GetString(), audited[1].GetProperty("after").GetProperty("reason").GetString()));
        Assert.Equal(made.Headers["x-request-id"], audited[1].GetProperty("request_id").GetString());
    }

    [Theory]
    [InlineData("{}", "until")]
    [InlineData("""{"until":"2001-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"until":"2999-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"unitl":"2999-01-01T00:00:00Z"}""", "unitl")]
    public async Task A_silence_that_makes_no_sense_is_refused(string body, string param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using GatewayCaller admin = new(gateway, "admin", gateway.AdminKey);

        GatewayAnswer refused = await admin.AskAsync(body, "/api/v1/alerts/silences");

        Assert.Equal((400, param), (refused.Code, refused.Error.GetProperty("param").GetString()));
        Assert.Equal(403, (await gateway.Caller.AskAsync(body, "/api/v1/alerts/silences")).Code);
        Assert.Equal("state", (await admin.GetAsync("/api/v1/alerts?state=odd")).Error.GetProperty("param").GetString());
    }

    private static string Name() => $"a{Guid.NewGuid():N}";

    private static GatewaySettings Settings(ScriptedProvider provider, ScriptedProvider receiver, string rule, string kind)
    {
        GatewaySettings settings = new GatewaySettings().Provider("openai", provider.BaseUrl);
        settings["Gateway__Jobs__WebhookLoopback"] = "on";
        settings["Gateway__Jobs__WebhookSecret"] = Secret;
        settings[$"Gateway__Alerts__{rule}__Kind"] = kind;
        settings[$"Gateway__Alerts__{rule}__Webhook"] = receiver.BaseUrl.ToString();
        return settings;
    }

    /// <summary>Watches as a timer does that fires ten seconds later: with the configuration that an invocation gets then.</summary>
    private static async Task WatchOnAsync(GatewayApp gateway, ManualTimeProvider time)
    {
        time.Advance(TimeSpan.FromSeconds(10));
        await gateway.Caller.GetAsync("/v1/models");
        await WatchAsync(gateway);
    }

    private static Task WatchAsync(GatewayApp gateway) => gateway.Host.Services.GetRequiredService<AlertWatch>().RunAsync(Cancel);

    private static async Task AskAsync(GatewayCaller caller, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(200, (await caller.AskAsync(Body)).Code);
        }
    }

    private static async Task<JsonElement[]> OfAsync(GatewayCaller admin, string rule) =>
        [.. (await admin.GetAsync("/api/v1/alerts?state=open&limit=1000")).Json.GetProperty("data").EnumerateArray().Where(alert => alert.GetProperty("rule").GetString() == rule)];

    private static void AssertSigned(ReceivedRequest told)
    {
        byte[] expected = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Secret),
            Encoding.UTF8.GetBytes($"{told.Headers["webhook-id"]}.{told.Headers["webhook-timestamp"]}.{told.Json.GetRawText()}"));
        Assert.Equal("v1," + Convert.ToBase64String(expected), told.Headers["webhook-signature"]);
    }
}
