using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk.Support;

/// <summary>Runs a script of checks with the npm client, which knows of the gateway its address and a key.</summary>
internal static class NodeChecks
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Fails with what the script says of each check that failed; <paramref name="expected"/> guards against a script that checks nothing.</summary>
    public static async Task RunAsync(string script, int expected, SdkGateway gateway, params (string Name, string Value)[] environment)
    {
        Dictionary<string, string> variables = environment.ToDictionary(static variable => variable.Name, static variable => variable.Value);
        variables["GATEWAY_URL"] = gateway.BaseUrl.ToString();
        variables["GATEWAY_KEY"] = gateway.Key;
        await using NodeProcess process = new(script, variables);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        string output = await process.ReadToEndAsync(limit.Token);

        JsonObject results = Parse(output) ?? throw new InvalidOperationException($"{script} gave no results: {output}\n{process.Errors}");
        Assert.Equal(expected, results.Count);
        Assert.All(results, static result => Assert.True((string?)result.Value == "ok", $"{result.Key}: {result.Value}"));
    }

    private static JsonObject? Parse(string output)
    {
        try
        {
            return JsonNode.Parse(output) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
