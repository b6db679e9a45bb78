using System.ClientModel;
using System.ClientModel.Primitives;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using OpenAI;

namespace LlmFunctions.Functions.Tests.Sdk.Support;

/// <summary>The whole app, with every provider at one address that plays them all.</summary>
internal sealed class SdkGateway : IAsyncDisposable
{
    private readonly GatewayApp _app;

    private SdkGateway(GatewayApp app) => _app = app;

    /// <summary>What an app writes instead of OpenAI's address.</summary>
    public Uri BaseUrl => new(_app.BaseAddress, "v1");

    public string Key => _app.Key;

    public string AdminKey => _app.AdminKey;

    public static async Task<SdkGateway> StartAsync(Uri providers)
    {
        // As each vendor's own library takes its base URL.
        Uri versioned = new(providers, "v1");
        // Many tests share the app, and what a provider refused in one must not keep it from being called in the next.
        return new SdkGateway(await GatewayApp.StartAsync(new GatewaySettings()
            .With("Gateway__Health__Enforced", "off")
            .Provider("openai", versioned)
            .Provider("deepseek", versioned)
            .Provider("anthropic", providers)
            .Provider("gemini", providers)
            .Provider("cohere", providers)
            .Provider("ollama", providers)));
    }

    /// <summary>A client as an app makes one; no retries, so that a test sees each answer.</summary>
    public OpenAIClient Client(string? key = null) => new(
        new ApiKeyCredential(key ?? Key),
        new OpenAIClientOptions { Endpoint = BaseUrl, RetryPolicy = new ClientRetryPolicy(0) });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
