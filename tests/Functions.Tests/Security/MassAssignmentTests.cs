using System.Text;
using System.Text.Json.Nodes;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Tests.Security.Support;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Security;

/// <summary>
/// Into the body of every endpoint that takes JSON goes what only the gateway itself says of an object. An endpoint of its own refuses each field by name; one in the
/// format of others lets what it does not know pass to the provider, as it must, and nothing of it becomes a part of what the gateway keeps or counts.
/// </summary>
public sealed class MassAssignmentTests
{
    private static readonly string Canary = "canary-" + Guid.NewGuid().ToString("N");

    private static readonly string[] Fields =
    [
        "App", "owner", "key_id", "hash", "Hash", "rights", "is_admin", "created_at", "CreatedAt", "createdAt", "revision", "Revision", "etag", "odata.etag", "Timestamp", "PartitionKey", "RowKey",
        "cost", "Cost", "__proto__", "constructor", "$type", "$ref",
    ];

    private static readonly Endpoint[] TakingJson = [.. Endpoint.All.Where(static endpoint => endpoint.Described.Request?.Type == "application/json")];

    public static TheoryData<string> OwnFormats => [.. TakingJson.Where(IsStrict).Select(static endpoint => endpoint.Id)];

    [Theory]
    [MemberData(nameof(OwnFormats))]
    public async Task What_manages_the_gateway_refuses_every_field_that_is_not_the_callers_to_say(string id)
    {
        Endpoint endpoint = Endpoint.Named(id);
        await using ScriptedProvider ollama = ExampleOllama.Start();
        await using GatewayApp gateway = await StartAsync(ollama);
        Probe probe = await Probe.PrepareAsync(gateway, endpoint, gateway.AdminKey);

        List<string> wrong = [];
        foreach ((string where, byte[] body) in Bodies(probe.Body!))
        {
            GatewayAnswer refused = await probe.SendAsync(Probe.By(gateway.AdminKey), body: body);
            if (refused.Code != 400)
            {
                wrong.Add($"{where}: {refused.Code} {refused.Text}");
            }
        }

        Assert.True(wrong.Count == 0, $"{endpoint}\n{string.Join('\n', wrong)}");
        GatewayAnswer good = await probe.SendAsync(gateway.AdminKey);
        Assert.True(good.Code < 300, good.Text);
    }

    [Fact]
    public async Task What_others_formats_let_pass_becomes_no_part_of_what_the_gateway_keeps_or_counts()
    {
        await using ScriptedProvider ollama = ExampleOllama.Start();
        await using GatewayApp gateway = await StartAsync(ollama, await Azurite.FreshAsync());
        string key = await ManagedKeys.IssueAsync(gateway, new KeyWish { App = gateway.App, Scopes = RightNames.Of(Rights.All) });

        foreach (Endpoint endpoint in TakingJson.Where(static endpoint => !IsStrict(endpoint)))
        {
            Probe probe = await Probe.PrepareAsync(gateway, endpoint, key);
            JsonObject body = JsonNode.Parse(probe.Body!)!.AsObject();
            foreach (string field in Fields.Where(field => !body.ContainsKey(field)))
            {
                body[field] = Canary;
            }

            GatewayAnswer answer = await probe.SendAsync(Probe.By(key), body: Encoding.UTF8.GetBytes(body.ToJsonString()));
            Assert.True(answer.Code is < 300 or 400, $"{endpoint}: {answer.Code} {answer.Text}");
        }

        await gateway.StopAsync();

        // What was asked is kept for whoever asked it: the payload of a job, the input of a response.
        Assert.DoesNotContain(await StorageSearch.FindAsync(Canary, gateway.Storage), static place => !place.StartsWith("Payloads ", StringComparison.Ordinal) && !place.StartsWith("Responses ", StringComparison.Ordinal));
        IReadOnlyList<UsageRow> usage = await gateway.Caller.UsageAsync(gateway.Storage);
        Assert.NotEmpty(usage);
        Assert.All(usage, row => Assert.Equal((gateway.App, GatewayKeyText.Id(key)), (row.App, row.KeyId)));
    }

    /// <summary>Where nothing is passed on: what manages the gateway, and its own objects.</summary>
    private static bool IsStrict(Endpoint endpoint) => !endpoint.IsOfApps && !endpoint.Id.StartsWith("Ollama", StringComparison.Ordinal);

    private static async Task<GatewayApp> StartAsync(ScriptedProvider ollama, string? storage = null) => await GatewayApp.StartAsync(
        new GatewaySettings().Provider(ExampleOllama.Name, ollama.BaseUrl).With("AzureWebJobsStorage", storage ?? await Azurite.ConnectionStringAsync()));

    /// <summary>The body with one field more; and below, where an object's value is.</summary>
    private static IEnumerable<(string Where, byte[] Body)> Bodies(byte[] body)
    {
        foreach (string field in Fields)
        {
            JsonObject outer = JsonNode.Parse(body)!.AsObject();
            outer[field] = Canary;
            yield return (field, Encoding.UTF8.GetBytes(outer.ToJsonString()));
            JsonObject inner = JsonNode.Parse(body)!.AsObject();
            if (inner["value"] is JsonObject value)
            {
                value[field] = Canary;
                yield return ("value." + field, Encoding.UTF8.GetBytes(inner.ToJsonString()));
            }

            if (inner["changes"] is JsonArray changes)
            {
                changes[0]![field] = Canary;
                yield return ("changes[0]." + field, Encoding.UTF8.GetBytes(inner.ToJsonString()));
            }
        }
    }
}
