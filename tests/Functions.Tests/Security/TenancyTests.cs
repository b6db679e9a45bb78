using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Tests.Security.Support;
using LlmFunctions.Security;
using Xunit;

namespace LlmFunctions.Functions.Tests.Security;

/// <summary>
/// Two apps, each with all that an app may do. One has used every endpoint; the other asks for everything, and hears of itself only. That it gets nothing by an id of the
/// other's is tried in <see cref="EndpointAccessTests"/>.
/// </summary>
public sealed class TenancyTests
{
    private const string Hello = """{"model":"sandbox/echo","messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    public async Task No_list_and_no_figure_has_anything_of_another_app()
    {
        await using ScriptedProvider ollama = ExampleOllama.Start();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider(ExampleOllama.Name, ollama.BaseUrl));
        gateway.TakesAnyRequest = true;
        using GatewayCaller other = await gateway.CreateCallerAsync();
        List<string> names = [gateway.App, GatewayKeyText.Id(gateway.Key)!];
        Endpoint[] endpoints = [.. Endpoint.All.Where(static endpoint => endpoint.IsOfApps)];
        foreach (Endpoint endpoint in endpoints)
        {
            Probe probe = await Probe.PrepareAsync(gateway, endpoint, gateway.Key);
            names.AddRange(probe.Prepared.Path.Values);
            names.AddRange(probe.Prepared.Body.Values);
            GatewayAnswer answer = await probe.SendAsync(gateway.Key);
            Assert.True(answer.Code < 300, $"{endpoint}: {answer.Code} {answer.Text}");
        }

        Endpoint[] lists = [.. endpoints.Where(static endpoint => endpoint.Described.Method == "GET" && !endpoint.Described.Path.Contains('{', StringComparison.Ordinal))];
        Assert.Contains(lists, static list => list.Id == "ListJobs");
        Assert.Contains(lists, static list => list.Id == "UsageStats");
        foreach (Endpoint list in lists)
        {
            foreach (string query in Queries(list, names))
            {
                GatewayAnswer answer = await other.GetAsync(list.Described.Path + query);

                Assert.True(answer.Code < 500, $"{list}{query}: {answer.Code} {answer.Text}");
                string? told = answer.Code < 300 ? names.FirstOrDefault(name => answer.Text.Contains(name, StringComparison.Ordinal)) : null;
                Assert.True(told is null, $"{list}{query} tells of {told}: {answer.Text}");
            }
        }

        // They are there, for whom they belong to.
        Assert.NotEmpty((await gateway.Caller.GetAsync("/api/v1/jobs")).Json.GetProperty("data").EnumerateArray());
        Assert.Empty((await other.GetAsync("/api/v1/jobs")).Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task What_another_app_asked_is_neither_gone_on_with_nor_repeated_nor_told_again()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Cache__Enabled", "on"));
        using GatewayCaller other = await gateway.CreateCallerAsync();

        string response = (await gateway.Caller.AskAsync("""{"model":"sandbox/echo","input":"Hello"}""", "/v1/responses")).Json.GetProperty("id").GetString()!;
        GatewayAnswer goneOn = await other.AskAsync($$"""{"model":"sandbox/echo","input":"And then?","previous_response_id":"{{response}}"}""", "/v1/responses");
        Assert.InRange(goneOn.Code, 400, 404);

        string mine = JobClient.IdOf(await gateway.Caller.LaterAsync(Hello, headers: ("Idempotency-Key", "order-66")));
        string others = JobClient.IdOf(await other.LaterAsync(Hello, headers: ("Idempotency-Key", "order-66")));
        Assert.NotEqual(mine, others);
        Assert.Equal(mine, JobClient.IdOf(await gateway.Caller.LaterAsync(Hello, headers: ("Idempotency-Key", "order-66"))));

        Assert.Equal("miss", (await gateway.Caller.AskAsync(Hello)).Headers["x-llm-cache"]);
        Assert.Equal("hit", (await gateway.Caller.AskAsync(Hello)).Headers["x-llm-cache"]);
        Assert.Equal("miss", (await other.AskAsync(Hello)).Headers["x-llm-cache"]);
    }

    [Fact]
    public async Task A_name_that_begins_or_ends_like_an_apps_does_not_reach_it()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        string app = gateway.App;
        await gateway.Caller.AskAsync(Hello);
        string file = await new BatchCaller(gateway.Caller).UploadedAsync(BatchCaller.Line("1"));
        foreach (string name in (string[])[app[..^1], app + "-", app + ".x", app.ToUpperInvariant(), "x-" + app])
        {
            using GatewayCaller near = new(gateway, name, await ManagedKeys.IssueAsync(gateway, name));

            Assert.Equal(404, (await near.GetAsync($"/v1/files/{file}")).Code);
            Assert.Empty((await near.GetAsync("/v1/files")).Json.GetProperty("data").EnumerateArray());
            Assert.Empty((await near.GetAsync("/api/v1/usage/stats?group_by=app&source=records")).Json.GetProperty("data").EnumerateArray());
        }

        Assert.NotEmpty((await gateway.Caller.GetAsync("/api/v1/usage/stats?group_by=app&source=records")).Json.GetProperty("data").EnumerateArray());
    }

    /// <summary>The list as it is; then each of its parameters with each name of the other app's.</summary>
    private static IEnumerable<string> Queries(Endpoint list, IReadOnlyList<string> names) =>
    [
        "",
        .. from parameter in ExampleRequest.Parameters(list.Operation)
           where parameter.GetProperty("in").ValueEquals("query")
           from name in names.Distinct()
           select $"?{Uri.EscapeDataString(parameter.GetProperty("name").GetString()!)}={Uri.EscapeDataString(name)}",
        .. list.Id.StartsWith("Usage", StringComparison.Ordinal) || list.Id.StartsWith("Status", StringComparison.Ordinal) ? (string[])["?group_by=app,user", "?group_by=key", "?group_by=app&source=records", "?group_by=app&format=csv"] : [],
    ];
}
