using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Ollama's npm client fetches and deletes models of an Ollama behind the gateway.</summary>
public sealed class NodeOllamaPullTests
{
    [Fact]
    public async Task The_client_shows_progress_and_failures_as_with_Ollama()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(AnswerAsync);
        await using SdkGateway gateway = await SdkGateway.StartAsync(provider.BaseUrl);

        await NodeChecks.RunAsync("ollama-pull-checks.mjs", expected: 6, gateway, ("ADMIN_KEY", gateway.AdminKey));
    }

    private static async Task AnswerAsync(ProviderExchange exchange)
    {
        if (exchange.Request.Method == "DELETE")
        {
            await exchange.RespondAsync(200, "");
            return;
        }

        await exchange.BeginAsync("application/x-ndjson");
        foreach (string line in Lines(exchange.Request.Json.GetProperty("model").GetString()!))
        {
            await exchange.SendAsync(line + "\n");
        }

        await exchange.EndAsync();
    }

    private static string[] Lines(string model) => model switch
    {
        "nope" => ["""{"error":"pull model manifest: file does not exist"}"""],
        "broken" => ["""{"status":"pulling manifest"}""", """{"error":"write /models: no space left on device"}"""],
        _ => ["""{"status":"pulling manifest"}""", """{"status":"pulling 6a07","digest":"sha256:6a07","total":4000,"completed":1000}""", """{"status":"success"}"""],
    };
}
