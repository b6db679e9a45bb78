using System.Collections.Concurrent;
using System.Text.Json;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Tests.Security.Support;
using LlmFunctions.Security;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.Security;

/// <summary>
/// In every parameter of every endpoint, in its path, query and headers, stands once whatever attackers put there. Nothing of it breaks the app, none finds what is
/// another app's, and none reaches more than was named.
/// </summary>
public sealed class InjectionTests
{
    // One would do for the answers; several at once are quicker.
    private const int AtOnce = 6;

    public static TheoryData<string> Endpoints => [.. Endpoint.All.Select(static endpoint => endpoint.Id)];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Whatever_stands_in_a_parameter_breaks_nothing_and_finds_nothing_of_others(string id)
    {
        Endpoint endpoint = Endpoint.Named(id);
        await using ScriptedProvider ollama = ExampleOllama.Start();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider(ExampleOllama.Name, ollama.BaseUrl));
        gateway.TakesAnyRequest = true;
        string owner = await IssueAsync(gateway, gateway.App, Rights.All);
        string stranger = await IssueAsync(gateway, "other-" + gateway.App, endpoint.Rights);
        Probe probe = await Probe.PrepareAsync(gateway, endpoint, owner);
        string[] secrets = endpoint.IsOfApps ? [gateway.App + "\"", .. probe.Prepared.Path.Values, .. probe.Prepared.Body.Values] : [];

        List<string> wrong = [];
        ConcurrentBag<(string Name, string Value)> made = [];
        async Task TryAsync(IEnumerable<Attack> attacks) => await Parallel.ForEachAsync(attacks, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (attack, _) =>
        {
            GatewayAnswer answer = await probe.SendAsync(Probe.By(stranger), attack.Path, attack.Query, attack.Header);
            if (answer.Code < 300 && endpoint.Operation.Method == "PUT" && attack.Path is { } named)
            {
                made.Add(named);
            }

            if (answer.Code >= 500 || answer.Broken || answer.Headers.ContainsKey(HostileValues.Forged) || (answer.Code < 400 && secrets.Any(secret => answer.Text.Contains(secret, StringComparison.Ordinal))))
            {
                lock (wrong)
                {
                    wrong.Add($"{Shortened($"{attack}")}: {answer.Code} {Shortened(answer.Text)}");
                }
            }
        });

        ILookup<bool, Attack> all = Attacks(endpoint, probe, gateway.App).ToLookup(static attack => attack.Header is null);
        await TryAsync(all[true]);

        // Some values are good names. What they made goes, because it may be in the way of what the example makes.
        foreach ((string name, string value) in made)
        {
            await gateway.ManageAsync(HttpMethod.Delete, endpoint.Described.Path["/api/v1/manage/".Length..].Replace($"{{{name}}}", value, StringComparison.Ordinal), ifMatch: "*");
        }

        // What was named by nobody is what it was: who may finds it. A header names nothing, so with those the request is a good one but for the header.
        GatewayAnswer good = await probe.SendAsync(owner);
        await TryAsync(all[false]);

        Assert.True(wrong.Count == 0, $"{endpoint}\n{string.Join('\n', wrong)}");
        Assert.True(good.Code < 300, $"{endpoint}: {good.Code} {good.Text}");
        Assert.DoesNotContain(gateway.Logs.Entries, static entry => entry.Level >= LogLevel.Error);
        Assert.DoesNotContain(gateway.Logs.Entries, static entry => entry.Text.Split('\n', '\r').Any(static line => line.StartsWith(HostileValues.Forged, StringComparison.Ordinal)));
    }

    private static IEnumerable<Attack> Attacks(Endpoint endpoint, Probe probe, string app)
    {
        foreach (JsonElement parameter in ExampleRequest.Parameters(endpoint.Operation))
        {
            string name = parameter.GetProperty("name").GetString()!;
            string[] around = [.. probe.Prepared.Path.Values.Concat(probe.Prepared.Body.Values).SelectMany(named => HostileValues.Around(app, named))];
            IEnumerable<Attack> attacks = parameter.GetProperty("in").GetString() switch
            {
                "path" => HostileValues.InAddresses.Concat(around).Select(value => new Attack((name, value), null, null)),
                "query" => HostileValues.InAddresses.Concat(around).Append(app).Select(value => new Attack(null, $"?{Uri.EscapeDataString(name)}={value}", null)),
                _ => HostileValues.InHeaders.Select(value => new Attack(null, null, (name, value))),
            };
            foreach (Attack attack in attacks)
            {
                yield return attack;
            }
        }
    }

    private static string Shortened(string text) => text.Length <= 300 ? text : text[..300] + "…";

    private static Task<string> IssueAsync(GatewayApp gateway, string app, Rights rights) => ManagedKeys.IssueAsync(gateway, new KeyWish { App = app, Scopes = RightNames.Of(rights) });

    private readonly record struct Attack((string Name, string Value)? Path, string? Query, (string Name, string Value)? Header);
}
