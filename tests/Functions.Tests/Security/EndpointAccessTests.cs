using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using LlmFunctions.Functions.Description;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Tests.Hosting;
using LlmFunctions.Functions.Tests.Sdk.Support;
using LlmFunctions.Functions.Tests.Security.Support;
using LlmFunctions.Security;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.Security;

/// <summary>
/// Every endpoint of the description is called by everybody who may not: refused is each of them, before anything is done. What the request was about
/// is there still afterwards, because then who may makes the same request.
/// </summary>
public sealed partial class EndpointAccessTests
{
    private const string MetricsKey = "metrics-0123456789abcdef-0123456789";

    private static readonly Rights[] Single = [Rights.Chat, Rights.Embeddings, Rights.Jobs, Rights.ViewProviders, Rights.EditProviders, Rights.ViewMetrics, Rights.SystemConfig];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Guarded => [.. Endpoint.All.Where(static endpoint => endpoint.Described.Access is Access.Key or Access.Metrics).Select(static endpoint => endpoint.Id)];

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task An_endpoint_lets_in_who_has_its_scopes_and_does_nothing_for_anybody_else(string id)
    {
        Endpoint endpoint = Endpoint.Named(id);
        await using ScriptedProvider ollama = ExampleOllama.Start();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider(ExampleOllama.Name, ollama.BaseUrl).With("Gateway__Metrics__Key", MetricsKey));
        string owner = await IssueAsync(gateway, gateway.App, Rights.All);
        Probe probe = await Probe.PrepareAsync(gateway, endpoint, owner);
        int prepared = ollama.Requests.Count;

        // With its first request an instance makes itself known.
        Assert.Equal(200, (await gateway.Caller.GetAsync("/v1/models")).Code);

        List<string> wrong = [];
        foreach ((string who, Action<HttpRequestHeaders> identify, int[] expected) in await StrangersAsync(gateway, endpoint, probe))
        {
            (GatewayAnswer answer, IReadOnlyCollection<string> writes) = await CausedCalls.WatchAsync(gateway.BaseAddress, () => probe.SendAsync(identify));
            if (!expected.Contains(answer.Code) || writes.Count > 0 || IsTold(answer, probe))
            {
                wrong.Add($"{who}: {answer.Code} {answer.Text} {string.Join(' ', writes)}");
            }
        }

        Assert.True(wrong.Count == 0, $"{endpoint}\n{string.Join('\n', wrong)}");
        Assert.Equal(prepared, ollama.Requests.Count);
        GatewayAnswer good = await probe.SendAsync(await IssueAsync(gateway, gateway.App, endpoint.Rights));
        Assert.True(good.Code < 300, $"{endpoint}, with {endpoint.Rights}: {good.Code} {good.Text}");
    }

    /// <summary>A new one is open to everybody only if somebody has thought of it.</summary>
    [Fact]
    public void Nothing_is_open_without_a_key_but_what_tells_nothing_of_anybody() => Assert.Equal(
        ["Health", "OllamaVersion", "OpenApiDocument", "Ready", "ReferenceFile", "ReferencePage"],
        Endpoint.All.Where(static endpoint => endpoint.Described.Access is Access.Anonymous or Access.Optional).Select(static endpoint => endpoint.Id));

    [Fact]
    public void The_documentation_says_the_scopes_that_are_tested_here()
    {
        Dictionary<string, string> documented = Rows().Matches(File.ReadAllText(Repository.File("docs/api.md")))
            .ToDictionary(static row => row.Groups["endpoint"].Value, static row => row.Groups["scopes"].Value);
        Assert.Empty(
            from function in AppFunctions.All
            let trigger = function.Trigger as HttpTriggerAttribute
            where trigger is not null
            from method in trigger.Methods!
            let endpoint = $"{method.ToUpperInvariant()} /{trigger.Route}"
            let said = string.Join(", or ", Endpoint.All.Select(static one => one.Described)
                .Where(described => described.Function == function.Name && described.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
                .OrderBy(static described => described.Needs).Select(ScopesOf).Distinct())
            where documented.GetValueOrDefault(endpoint) != said
            select $"{endpoint}: '{documented.GetValueOrDefault(endpoint)}' instead of '{said}'");
    }

    [Fact]
    public async Task What_a_request_writes_is_noticed()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        Probe probe = await Probe.PrepareAsync(gateway, Endpoint.Named("CreateKey"), gateway.AdminKey);

        (GatewayAnswer answer, IReadOnlyCollection<string> writes) = await CausedCalls.WatchAsync(gateway.BaseAddress, () => probe.SendAsync(gateway.AdminKey));

        Assert.Equal(201, answer.Code);
        Assert.Contains(writes, static write => write.Contains("Keys", StringComparison.Ordinal) || write.Contains("batch", StringComparison.Ordinal));
    }

    private static string ScopesOf(Operation operation) => operation.Access switch
    {
        Access.Anonymous => "none",
        Access.Optional => "none, or any",
        Access.Metrics => $"metrics, or {string.Join(", ", RightNames.Of(operation.Needs))}",
        _ => operation.Needs == Rights.None ? "any" : string.Join(", ", RightNames.Of(operation.Needs)),
    };

    /// <summary>Everybody who may not, and how they are to be answered.</summary>
    private static async Task<IReadOnlyList<(string Who, Action<HttpRequestHeaders> Identify, int[] Expected)>> StrangersAsync(GatewayApp gateway, Endpoint endpoint, Probe probe)
    {
        List<(string, Action<HttpRequestHeaders>, int[])> strangers =
        [
            ("nobody", static _ => { }, [401]),
            ("an empty key", static headers => headers.TryAddWithoutValidation("Authorization", "Bearer "), [401]),
            ("another scheme", headers => headers.TryAddWithoutValidation("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{gateway.AdminKey}"))}"), [401]),
            ("two keys at once", headers => headers.TryAddWithoutValidation("Authorization", [$"Bearer {gateway.AdminKey}", $"Bearer {gateway.AdminKey}"]), [401]),
            ("who guesses the admin key", Probe.By(gateway.AdminKey[..^1] + (gateway.AdminKey[^1] == 'A' ? 'B' : 'A')), [401]),
            ("who has its beginning", Probe.By(gateway.AdminKey[..^1]), [401]),
            ("a key that nobody issued", Probe.By(GatewayKeyText.Create()), [401]),
            ("a token where none is taken", Probe.By("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsImF6cCI6ImFkbWluIn0."), [401]),
            ("who says that App Service let him in", static headers => headers.TryAddWithoutValidation(
                "X-MS-CLIENT-PRINCIPAL", Convert.ToBase64String("""{"auth_typ":"aad","role_typ":"roles","claims":[{"typ":"appid","val":"shop"},{"typ":"roles","val":"manage"}]}"""u8)), [401]),
            ("an expired key", Probe.By(await ExpiredAsync(gateway)), [401]),
            ("a revoked key", Probe.By(await RevokedAsync(gateway)), [401]),
            ("a key of another address", Probe.By(await ManagedKeys.IssueAsync(gateway, new KeyWish { App = gateway.App, Scopes = RightNames.Of(Rights.All), AllowedAddresses = ["192.0.2.0/24"] })), [403]),
        ];
        foreach (Rights lacking in Single.Where(right => endpoint.Rights.HasFlag(right)))
        {
            strangers.Add(($"a key with all scopes but {lacking}", Probe.By(await IssueAsync(gateway, gateway.App, Rights.All & ~lacking)), [403]));
        }

        if (endpoint.Rights != Rights.None)
        {
            strangers.Add(("a key without scopes", Probe.By(await IssueAsync(gateway, gateway.App, Rights.None)), [403]));
        }

        if (!endpoint.IsOfApps)
        {
            strangers.Add(("the developer", Probe.By(gateway.DevKey), [403]));
        }

        if (endpoint.Described.Access != Access.Metrics)
        {
            strangers.Add(("who may read metrics", Probe.By(MetricsKey), [401]));
        }

        if (endpoint.IsOfApps && (probe.Prepared.Path.Count > 0 || probe.Prepared.Body.Count > 0))
        {
            // Rights of management change nothing about whose it is.
            strangers.Add(("another app", Probe.By(await IssueAsync(gateway, "other-" + gateway.App, Rights.All)), [404, 400]));
        }

        return strangers;
    }

    /// <summary>Whether an answer has what the app's own objects are called: but for a path that says it back, whoever may not hears nothing of them.</summary>
    private static bool IsTold(GatewayAnswer answer, Probe probe) =>
        answer.Code < 300 && probe.Prepared.Path.Values.Concat(probe.Prepared.Body.Values).Any(name => answer.Text.Contains(name, StringComparison.Ordinal));

    private static async Task<string> ExpiredAsync(GatewayApp gateway)
    {
        (GatewayKey record, string key) = gateway.Host.Services.GetRequiredService<GatewayKeyIssuer>().Make(new KeyWish { App = gateway.App, Scopes = RightNames.Of(Rights.All) }, Rights.All);
        await gateway.Host.Services.GetRequiredService<IGatewayKeyStore>().AddAsync(record with { ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(-1) }, Cancel);
        return key;
    }

    private static async Task<string> RevokedAsync(GatewayApp gateway)
    {
        string key = await IssueAsync(gateway, gateway.App, Rights.All);
        await gateway.Host.Services.GetRequiredService<IGatewayKeyStore>().RevokeAsync(GatewayKeyText.Id(key)!, TimeProvider.System.GetUtcNow(), Cancel);
        return key;
    }

    private static Task<string> IssueAsync(GatewayApp gateway, string app, Rights rights) => ManagedKeys.IssueAsync(gateway, new KeyWish { App = app, Scopes = RightNames.Of(rights) });

    [GeneratedRegex(@"^\| `(?<endpoint>[A-Z]+ /[^`]+)` \| (?<scopes>[^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
