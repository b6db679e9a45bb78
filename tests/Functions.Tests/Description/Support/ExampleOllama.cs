using LlmFunctions.Functions.Tests.EndToEnd.Support;

namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>What the examples need beside the sandbox: an Ollama with a model on its disk.</summary>
internal static class ExampleOllama
{
    /// <summary>The provider's name in the settings.</summary>
    public const string Name = "ollama";

    public static ScriptedProvider Start() => ScriptedProvider.Run(static exchange => exchange.RespondAsync(
        200,
        exchange.Request.Path == "/api/tags" ? """{"models":[{"name":"llama3:8b","size":4661211808,"digest":"sha256:6a07"}]}""" : "{\"status\":\"success\"}\n",
        exchange.Request.Path == "/api/tags" ? "application/json" : "application/x-ndjson"));
}
