using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Security;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Users of a model are split between several, and it is told which did better.</summary>
public sealed class ExperimentTests
{
    private const string Header = "x-llm-experiment";

    // Under a name of its own, because reports are of all apps in the storage that tests share.
    private readonly string _name = $"e-{Guid.NewGuid():N}";

    private const string Value = """{"Model":"fast","Variants":{"control":{"Target":"sandbox/echo"},"other":{"Target":"sandbox/other"}}}""";

    [Fact]
    public async Task Users_keep_their_variant_and_answers_records_and_streams_say_which()
    {
        await using GatewayApp gateway = await StartAsync();
        Dictionary<string, string> variants = [];
        for (int i = 0; i < 12; i++)
        {
            GatewayAnswer answer = await gateway.Caller.AskAsync(Ask($"user-{i}"));
            GatewayAnswer streamed = await gateway.Caller.AskAsync(Ask($"user-{i}", ",\"stream\":true"));
            GatewayAnswer messages = await gateway.Caller.AskAsync($$"""{"model":"fast","max_tokens":20,"metadata":{"user_id":"user-{{i}}"},"messages":[{"role":"user","content":"Hi"}]}""", "/v1/messages");
            Assert.Equal(answer.Headers[Header], streamed.Headers[Header]);
            Assert.Equal(answer.Headers[Header], messages.Headers[Header]);
            variants[$"user-{i}"] = answer.Headers[Header];
            Assert.Equal(answer.Headers[Header] == $"{_name}=control" ? "echo" : "other", answer.Headers["x-llm-model"]);
        }

        Assert.Equal([$"{_name}=control", $"{_name}=other"], variants.Values.Distinct().Order());
        Assert.False((await gateway.Caller.AskAsync("""{"model":"sandbox/echo","messages":[{"role":"user","content":"Hi"}]}""")).Headers.ContainsKey(Header));

        IReadOnlyList<UsageRow> rows = await gateway.Caller.UsageAsync();
        Assert.Equal(37, rows.Count);
        Assert.All(rows.Where(static row => row.RequestedModel == "fast"), row => Assert.Equal(variants[row.Entity.GetString("User")], $"{row.Entity.GetString("Experiment")}={row.Entity.GetString("Variant")}"));
        Assert.Null(Assert.Single(rows, static row => row.RequestedModel == "sandbox/echo").Entity.GetString("Experiment"));
    }

    [Fact]
    public async Task A_failed_call_says_its_variant_too()
    {
        await using GatewayApp gateway = await StartAsync();
        GatewayAnswer failed = await gateway.Caller.AskAsync(Ask("ann", ",\"sandbox\":{\"status\":503}"));

        Assert.True(failed.Code >= 400, failed.Text);
        Assert.StartsWith($"{_name}=", failed.Headers[Header], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_stay_with_the_variant_that_they_were_planned_for_and_comparisons_are_not_split()
    {
        await using GatewayApp gateway = await StartAsync();
        GatewayAnswer direct = await gateway.Caller.AskAsync(Ask("ann"));
        JsonElement job = await gateway.Caller.EndOfAsync(await gateway.Caller.LaterAsync(Ask("ann")));
        Assert.Equal(("completed", direct.Headers[Header]), (job.GetProperty("status").GetString(), job.GetProperty("experiment").GetString()));

        GatewayAnswer compared = await gateway.Caller.AskAsync("""{"models":["fast","sandbox/other"],"messages":[{"role":"user","content":"Hi"}],"user":"ann","durable":false}""", "/api/v1/parallel");
        Assert.True(compared.Code == 200, compared.Text);
        IReadOnlyList<UsageRow> rows = await gateway.Caller.UsageAsync();
        Assert.Equal(2, rows.Count(row => row.Entity.GetString("Experiment") == _name));
        Assert.Equal(["echo", "other"], rows.Where(static row => row.Entity.GetString("Experiment") is null).Select(static row => row.Model).Order());
    }

    [Fact]
    public async Task Each_line_of_a_batch_goes_where_its_user_goes()
    {
        await using GatewayApp gateway = await StartAsync();
        Dictionary<string, string> direct = [];
        for (int i = 0; i < 8; i++)
        {
            direct[$"user-{i}"] = (await gateway.Caller.AskAsync(Ask($"user-{i}"))).Headers[Header];
        }

        BatchCaller caller = new(gateway.Caller);
        JsonElement batch = await caller.RunAsync(direct.Keys.Select(static user => BatchCaller.Line(user, model: "fast", more: $",\"user\":\"{user}\"")));

        IReadOnlyList<JsonElement> lines = await caller.LinesAsync(batch);
        Assert.Equal(direct.Keys, lines.Select(static line => line.GetProperty("custom_id").GetString()!));
        Dictionary<string, UsageRow> rows = (await gateway.Caller.UsageAsync()).ToDictionary(static row => row.RequestId);
        Assert.All(lines, line =>
        {
            UsageRow row = rows[line.GetProperty("id").GetString()!];
            Assert.Equal(direct[line.GetProperty("custom_id").GetString()!], $"{row.Entity.GetString("Experiment")}={row.Entity.GetString("Variant")}");
        });
    }

    [Fact]
    public async Task Kept_answers_are_those_of_the_variant()
    {
        await using GatewayApp gateway = await StartAsync(("Gateway__Cache__Enabled", "on"));
        Dictionary<string, List<(string Cache, string Model)>> byVariant = [];
        for (int i = 0; i < 12; i++)
        {
            GatewayAnswer answer = await gateway.Caller.AskAsync(Ask($"user-{i}"));
            if (!byVariant.TryGetValue(answer.Headers[Header], out var answers))
            {
                byVariant.Add(answer.Headers[Header], answers = []);
            }

            answers.Add((answer.Headers["x-llm-cache"], answer.Headers["x-llm-model"]));
        }

        Assert.Equal(2, byVariant.Count);
        Assert.All(byVariant.Values, static answers =>
        {
            Assert.Equal("miss", answers[0].Cache);
            Assert.All(answers.Skip(1), static answer => Assert.Equal("hit", answer.Cache));
            Assert.Single(answers.Select(static answer => answer.Model).Distinct());
        });
    }

    [Fact]
    public async Task An_experiment_is_managed_as_any_other_object()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Routing__Aliases__fast", "sandbox/echo"));
        GatewayAnswer refused = await gateway.ManageAsync(HttpMethod.Post, "experiments", $$$"""{"name":"{{{_name}}}","value":{"Model":"fast","Control":"none","Variants":{"a":{"Target":"fast","Size":1},"b":{"Target":"fast","Weight":-1} } } }""");
        Assert.Equal(400, refused.Code);
        string details = refused.Error.GetProperty("details").ToString();
        Assert.All((string[])["Control", "Variants__a__Size", "Variants__b__Weight"], field => Assert.Contains(field, details, StringComparison.Ordinal));

        GatewayAnswer unknown = await gateway.ManageAsync(HttpMethod.Post, "experiments", $$"""{"name":"{{_name}}","value":{{Value.Replace("sandbox/other", "no-such-model", StringComparison.Ordinal)}} }""");
        Assert.Contains("Variants__other__Target is unknown", unknown.Error.GetProperty("details").ToString(), StringComparison.Ordinal);

        Assert.Equal(200, (await gateway.ManageAsync(HttpMethod.Post, "experiments?dry_run=true", $$"""{"name":"{{_name}}","value":{{Value}} }""")).Code);
        Assert.False((await gateway.Caller.AskAsync(Ask("ann"))).Headers.ContainsKey(Header));
        await gateway.CreateAsync("experiments", _name, Value);
        Assert.True((await gateway.Caller.AskAsync(Ask("ann"))).Headers.ContainsKey(Header));

        GatewayAnswer all = await gateway.ManageAsync(HttpMethod.Patch, $"experiments/{_name}", """{"Variants":{"control":{"Weight":0}}}""", ifMatch: "*");
        Assert.True(all.Code == 200, all.Text);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 8).Select(number => gateway.Caller.AskAsync(Ask($"user-{number}")))), answer => Assert.Equal($"{_name}=other", answer.Headers[Header]));

        string exported = (await gateway.ManageAsync(HttpMethod.Get, "export")).Text;
        Assert.Contains(_name, exported, StringComparison.Ordinal);
        Assert.Contains(_name, (await gateway.ManageAsync(HttpMethod.Get, "audit")).Text, StringComparison.Ordinal);
        Assert.Equal(428, (await gateway.ManageAsync(HttpMethod.Delete, $"experiments/{_name}")).Code);
        Assert.Equal(200, (await gateway.ManageAsync(HttpMethod.Delete, $"experiments/{_name}", ifMatch: "*")).Code);
        Assert.False((await gateway.Caller.AskAsync(Ask("ann"))).Headers.ContainsKey(Header));
        GatewayAnswer imported = await gateway.ManageAsync(HttpMethod.Post, "import", exported, contentType: "application/yaml");
        Assert.True(imported.Code == 200, imported.Text);
        Assert.True((await gateway.Caller.AskAsync(Ask("ann"))).Headers.ContainsKey(Header));
    }

    [Fact]
    public async Task Feedback_is_taken_on_the_apps_own_calls_and_once_of_each_user()
    {
        await using GatewayApp gateway = await StartAsync();
        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask("ann"));
        string id = answer.Headers["x-request-id"];

        GatewayAnswer first = await RateAsync(gateway.Caller, id, "\"thumb\":\"down\"");
        Assert.Equal((200, 0.0, "ann", answer.Headers[Header]), (first.Code, first.Json.GetProperty("score").GetDouble(), first.Json.GetProperty("user").GetString(), $"{_name}={first.Json.GetProperty("variant").GetString()}"));
        Assert.Equal(200, (await RateAsync(gateway.Caller, id, "\"score\":0.75,\"label\":\"helpful\",\"comment\":\"After all.\"")).Code);
        Assert.Equal(200, (await RateAsync(gateway.Caller, id, "\"score\":0.25,\"user\":\"ben\"")).Code);
        JsonElement rated = (await ReportAsync(gateway)).Single(variant => answer.Headers[Header] == $"{_name}={variant.GetProperty("variant").GetString()}");
        Assert.Equal((2, 0.5), (rated.GetProperty("feedback_count").GetInt32(), rated.GetProperty("feedback_score").GetProperty("value").GetDouble()));

        using GatewayCaller other = await gateway.CreateCallerAsync();
        Assert.Equal(404, (await RateAsync(other, id, "\"thumb\":\"up\"")).Code);
        Assert.Equal(404, (await RateAsync(gateway.Caller, "no-such-call", "\"thumb\":\"up\"")).Code);
        string plain = (await gateway.Caller.AskAsync("""{"model":"sandbox/echo","messages":[{"role":"user","content":"Hi"}]}""")).Headers["x-request-id"];
        Assert.Equal(404, (await RateAsync(gateway.Caller, plain, "\"thumb\":\"up\"")).Code);

        using GatewayCaller embeddings = new(gateway, gateway.App, await ManagedKeys.IssueAsync(gateway, new KeyWish { App = gateway.App, Name = "test", Scopes = ["embeddings"] }));
        Assert.Equal(403, (await RateAsync(embeddings, id, "\"thumb\":\"up\"")).Code);
    }

    [Theory]
    [InlineData("request_id", "a/b", "\"thumb\":\"up\"")]
    [InlineData("score", "x", "\"label\":\"neither\"")]
    [InlineData("score", "x", "\"score\":0.5,\"thumb\":\"up\"")]
    [InlineData("score", "x", "\"score\":1.01")]
    [InlineData("thumb", "x", "\"thumb\":\"sideways\"")]
    [InlineData("rating", "x", "\"rating\":1")]
    public async Task Feedback_that_makes_no_sense_is_refused_with_the_field(string param, string id, string fields)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        GatewayAnswer refused = await RateAsync(gateway.Caller, id, fields);

        Assert.Equal(400, refused.Code);
        Assert.Equal(param, refused.Error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task The_report_compares_the_variants_with_the_control()
    {
        await using GatewayApp gateway = await StartAsync();
        Dictionary<string, int> calls = [];
        int failed = 0;
        for (int i = 0; i < 40; i++)
        {
            GatewayAnswer plain = await gateway.Caller.AskAsync(Ask($"user-{i}"));
            string variant = plain.Headers[Header].Split('=')[1];
            await RateAsync(gateway.Caller, plain.Headers["x-request-id"], $"\"thumb\":\"{(variant == "other" ? "up" : "down")}\"");
            calls[variant] = calls.GetValueOrDefault(variant) + 1;
            if (variant == "control")
            {
                failed++;
                calls[variant]++;
                Assert.True((await gateway.Caller.AskAsync(Ask($"user-{i}", ",\"sandbox\":{\"status\":503}"))).Code >= 400);
            }
        }

        JsonElement[] variants = await ReportAsync(gateway);
        Assert.Equal(["control", "other"], variants.Select(static variant => variant.GetProperty("variant").GetString()!));
        Assert.Equal([calls["control"], calls["other"]], variants.Select(static variant => variant.GetProperty("requests").GetInt32()));
        Assert.Equal([failed, 0], variants.Select(static variant => variant.GetProperty("errors").GetInt32()));
        Assert.Equal(0.5, variants[0].GetProperty("error_rate").GetProperty("value").GetDouble());
        Assert.False(variants[0].TryGetProperty("against_control", out _));
        JsonElement against = variants[1].GetProperty("against_control");
        Assert.Equal((-0.5, true), (against.GetProperty("error_rate").GetProperty("value").GetDouble(), against.GetProperty("error_rate").GetProperty("significant").GetBoolean()));
        Assert.Equal((1.0, true), (against.GetProperty("feedback_score").GetProperty("value").GetDouble(), against.GetProperty("feedback_score").GetProperty("significant").GetBoolean()));
        Assert.True(variants[0].GetProperty("latency_ms").GetProperty("p95").GetDouble() > 0);
    }

    [Fact]
    public async Task The_report_needs_the_right_to_see_metrics_and_an_experiment()
    {
        await using GatewayApp gateway = await StartAsync();
        Assert.Equal(403, (await gateway.Caller.GetAsync($"/api/v1/manage/experiments/{_name}/report")).Code);
        Assert.Equal(404, (await gateway.ManageAsync(HttpMethod.Get, "experiments/nothing/report")).Code);
        Assert.Equal(400, (await gateway.ManageAsync(HttpMethod.Get, $"experiments/{_name}/report?from=2027-01-02&to=2027-01-01")).Code);
        Assert.All(await ReportAsync(gateway), static variant => Assert.Equal((0, false), (variant.GetProperty("requests").GetInt32(), variant.TryGetProperty("error_rate", out _))));
    }

    private async Task<GatewayApp> StartAsync(params (string Name, string Value)[] settings)
    {
        GatewaySettings all = new GatewaySettings().With("Gateway__Routing__Aliases__fast", "sandbox/echo")
            .With($"Gateway__Experiments__{_name}__Model", "fast")
            .With($"Gateway__Experiments__{_name}__Variants__control__Target", "fast")
            .With($"Gateway__Experiments__{_name}__Variants__other__Target", "sandbox/other");
        foreach ((string name, string value) in settings)
        {
            all.With(name, value);
        }

        return await GatewayApp.StartAsync(all);
    }

    private async Task<JsonElement[]> ReportAsync(GatewayApp gateway)
    {
        GatewayAnswer report = await gateway.ManageAsync(HttpMethod.Get, $"experiments/{_name}/report?from={TimeProvider.System.GetUtcNow().AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}");
        Assert.True(report.Code == 200, report.Text);
        return [.. report.Json.GetProperty("variants").EnumerateArray()];
    }

    private static Task<GatewayAnswer> RateAsync(GatewayCaller caller, string id, string fields) =>
        caller.AskAsync($$"""{"request_id":"{{id}}",{{fields}}}""", "/api/v1/feedback");

    private static string Ask(string user, string more = "") => $$"""{"model":"fast","user":"{{user}}","messages":[{"role":"user","content":"Hi"}]{{more}}}""";
}
