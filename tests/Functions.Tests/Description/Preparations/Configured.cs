using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description.Preparations;

/// <summary>Objects of the configuration: those that the examples make. And a backup, which is not written back.</summary>
internal static class Configured
{
    private static readonly string[] Kinds = ["Provider", "Account", "Model", "Price", "Route", "App", "Quota", "Alert", "Experiment"];

    public static IReadOnlyDictionary<string, Prepare> All { get; } = new Dictionary<string, Prepare>(
    [
        .. from kind in Kinds
           from operation in (string[])["get", "change", "delete"]
           select KeyValuePair.Create<string, Prepare>($"Manage{kind}.{operation}", caller => ObjectAsync(caller, kind)),
        KeyValuePair.Create<string, Prepare>("ManageRouting.get", RoutingAsync),
        KeyValuePair.Create<string, Prepare>("ManageRouting.change", RoutingAsync),
        KeyValuePair.Create<string, Prepare>("ManageRouting.delete", RoutingAsync),
        KeyValuePair.Create<string, Prepare>("Restore", BackupAsync),
    ]);

    private static async Task<Prepared> ObjectAsync(ExampleCaller caller, string kind)
    {
        await caller.PostAsync($"/api/v1/manage/{kind.ToLowerInvariant()}s", ExampleCaller.Body($"Manage{kind}s.create").GetRawText());
        return new Prepared();
    }

    private static async Task<Prepared> RoutingAsync(ExampleCaller caller)
    {
        JsonElement value = ExampleCaller.Body("ManageRouting.replace");
        GatewayAnswer answer = await caller.SendAsync(HttpMethod.Put, "/api/v1/manage/routing", new StringContent(value.GetRawText(), Encoding.UTF8, "application/json"));
        Assert.True(answer.Code < 300, answer.Text);
        return new Prepared();
    }

    private static async Task<Prepared> BackupAsync(ExampleCaller caller)
    {
        GatewayAnswer backup = await caller.SendAsync(HttpMethod.Get, "/api/v1/manage/backup?without_usage=true", null);
        return new Prepared { Content = new ByteArrayContent(backup.Bytes) { Headers = { ContentType = new("application/gzip") } }, Query = "?dry_run=true" };
    }
}
