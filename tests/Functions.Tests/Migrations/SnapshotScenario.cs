using System.Globalization;
using System.Text.Json;
using LlmFunctions.Alerts;
using LlmFunctions.Configuration;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.ModelManagement;
using LlmFunctions.Resilience;
using LlmFunctions.Testing;
using LlmFunctions.Usage;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Functions.Tests.Migrations;

/// <summary>Does all that leaves something in the storage, and says how it is asked for.</summary>
internal static class SnapshotScenario
{
    private const string Chat = """{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";
    private const string Other = """{"model":"pool","messages":[{"role":"user","content":"Another"}]}""";
    private const string Whole = """{"id":"c1","object":"chat.completion","created":7,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500}}""";
    private const string Disk = """{"models":[{"name":"llama3:8b","model":"llama3:8b","size":4661224676,"digest":"365c0bd3c000","details":{}}]}""";

    private static readonly TimeSpan Later = TimeSpan.FromHours(26);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static ScriptedProvider Provider() => ScriptedProvider.Run(static exchange =>
        exchange.RespondAsync(200, exchange.Request.Path.Contains("tags", StringComparison.Ordinal) ? Disk : Whole));

    public static GatewaySettings Settings(Uri provider) => new GatewaySettings()
        .Provider("openai", provider)
        .Provider("ollama", provider, ("RequiredModels__0", "llama3:8b"))
        .With("Gateway__Health__Probes", "on")
        .With("WEBSITE_SITE_NAME", "snapshot");

    /// <summary>Returns what is to be asked, and when: a day later, when usage is rolled up.</summary>
    public static async Task<(IReadOnlyList<SnapshotAnswer> Questions, DateTimeOffset At)> RunAsync(GatewayApp gateway)
    {
        DateTimeOffset began = TimeProvider.System.GetUtcNow();
        IServiceProvider services = gateway.Host.Services;
        await gateway.CreateAsync("routes", "pool", """{"Models":["sandbox/echo"]}""");
        await gateway.CreateAsync("routes", "tried", """{"Models":["sandbox/echo"]}""");
        await gateway.CreateAsync("experiments", "split", """{"Model":"tried","Variants":{"control":{"Target":"tried"},"other":{"Target":"pool"}}}""");
        await gateway.CreateAsync("apps", gateway.App, """{"Cache":true,"CacheTtl":"30.00:00:00"}""");
        await gateway.CreateAsync("quotas", "calls", """{"Scope":"app","Unit":"requests","Window":"total","Limit":1000}""");
        await gateway.CreateAsync("prices", "sandbox/echo", """{"Tiers":[{"Input":1,"Output":2}]}""");
        await gateway.CreateAsync("alerts", "stays", """{"Kind":"latency","Threshold":0,"MinRequests":1,"By":"app"}""");
        await gateway.CreateAsync("alerts", "goes", """{"Kind":"latency","Threshold":0,"MinRequests":1,"By":"app"}""");

        Assert.Equal(200, (await gateway.Caller.AskAsync(Chat)).Code);
        GatewayAnswer response = await gateway.Caller.AskAsync("""{"model":"pool","input":"Hi","user":"someone"}""", "/v1/responses");
        Assert.True(response.Code == 200, response.Text);
        GatewayAnswer tried = await gateway.Caller.AskAsync("""{"model":"tried","user":"someone","messages":[{"role":"user","content":"Hi"}]}""");
        GatewayAnswer feedback = await gateway.Caller.AskAsync($$"""{"request_id":"{{tried.Headers["x-request-id"]}}","thumb":"up"}""", "/api/v1/feedback");
        Assert.True(feedback.Code is 200 or 201 or 204, feedback.Text);
        string job = JobClient.IdOf(await gateway.Caller.LaterAsync(Other, "/v1/chat/completions", ("Idempotency-Key", "once")));
        await gateway.Caller.EndOfAsync(job);
        JsonElement batch = await new BatchCaller(gateway.Caller).RunAsync([BatchCaller.Line("a"), BatchCaller.Line("b", model: "no-such-model")]);

        string key = (await gateway.ManageAsync(HttpMethod.Post, "keys", """{"app":"shop","name":"till","scopes":["chat"],"allowed_models":["pool"],"allowed_addresses":["192.0.2.0/24"]}""")).Json.GetProperty("id").GetString()!;
        Assert.Equal(201, (await gateway.ManageAsync(HttpMethod.Post, $"keys/{key}/rotate", """{"overlap_seconds":60}""")).Code);
        Assert.Equal(204, (await gateway.ManageAsync(HttpMethod.Delete, $"keys/{key}")).Code);
        using GatewayCaller admin = new(gateway, "admin", gateway.AdminKey);
        Assert.Equal(201, (await admin.AskAsync($$"""{"rule":"stays","until":"{{Text(began.AddDays(300))}}","reason":"why"}""", "/api/v1/alerts/silences")).Code);

        await services.GetRequiredService<HealthProbes>().RunAsync(Cancel);
        await services.GetRequiredService<RequiredModels>().CheckAsync(Cancel);
        await services.GetRequiredService<AlertWatch>().RunAsync(Cancel);
        Assert.Equal(200, (await gateway.ManageAsync(HttpMethod.Delete, "alerts/goes", ifMatch: "*")).Code);
        await services.GetRequiredService<AlertWatch>().RunAsync(Cancel);

        // So old that its hour, its day and its week are rolled up.
        await services.GetRequiredService<IUsageLedger>().AppendAsync(
            new UsageRecord
            {
                RequestId = "long-ago",
                Attempt = 1,
                StartedAt = began.AddDays(-8),
                App = "shop",
                KeyId = "till",
                User = "somebody",
                RequestedModel = "pool",
                Model = "model",
                Provider = "ollama",
                Account = "default",
                Dialect = "openai",
                Outcome = "success",
                Duration = TimeSpan.FromMilliseconds(120),
                PromptTokens = 10,
                CompletionTokens = 20,
                Cost = 0.000123m,
            },
            Cancel);
        DateTimeOffset at = TimeProvider.System.GetUtcNow() + Later;
        await new UsageRollUps(
            services.GetRequiredService<IUsageReader>(),
            services.GetRequiredService<IRollUpStore>(),
            services.GetRequiredService<GatewayOptions>(),
            new ManualTimeProvider(at),
            NullLogger<UsageRollUps>.Instance).RunAsync(Cancel);

        string span = $"from={Text(began.AddDays(-20))}&to={Text(at)}";
        string id = response.Json.GetProperty("id").GetString()!;
        return (
        [
            .. ((string[])
            [
                "/api/v1/manage/keys", "/api/v1/manage/audit", "/api/v1/manage/export?source=api&format=json", "/api/v1/alerts", "/api/v1/alerts/silences",
                $"/api/v1/usage/stats?group_by=app,provider,model&{span}", $"/api/v1/usage/stats?group_by=user&{span}", $"/api/v1/usage/stats?group_by=key&{span}", $"/api/v1/usage/stats?group_by=hour&source=records&{span}",
                $"/api/v1/manage/experiments/split/report?{span}", $"/api/v1/status/health/history?{span}", "/api/v1/manage/providers/ollama/models/required",
            ]).Select(static path => new SnapshotAnswer { Path = path, IsOfAdmin = true }),
            .. ((string[])
            [
                $"/v1/responses/{id}", $"/v1/responses/{id}/input_items", "/api/v1/jobs", $"/api/v1/jobs/{job}", "/v1/batches", $"/v1/batches/{batch.GetProperty("id").GetString()}",
                "/v1/files", $"/v1/files/{batch.GetProperty("output_file_id").GetString()}/content", $"/v1/files/{batch.GetProperty("error_file_id").GetString()}/content",
            ]).Select(static path => new SnapshotAnswer { Path = path }),
            new SnapshotAnswer { Path = "/v1/chat/completions", Body = Chat, Header = "x-llm-cache" },
            new SnapshotAnswer { Path = "/v1/chat/completions", Body = Other.Replace("Another", "A third", StringComparison.Ordinal), Header = "x-ratelimit-remaining-requests" },
        ], at);
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
