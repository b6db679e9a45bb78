using System.ClientModel;
using System.ClientModel.Primitives;
using LlmFunctions.LocalHost.Hosting;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging;
using OpenAI;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk.Support;

/// <summary>The whole app, with every provider at one address that plays them all.</summary>
internal sealed class SdkGateway : IAsyncDisposable
{
    public const string Key = "gateway-key-of-the-sdk-tests";
    public const string ProviderKey = "provider-key-of-the-sdk-tests";

    private readonly LocalHostApplication _app;

    private SdkGateway(LocalHostApplication app) => _app = app;

    public Uri BaseAddress => _app.BaseAddress;

    public static async Task<SdkGateway> StartAsync(Uri providers)
    {
        Dictionary<string, string?> settings = new()
        {
            ["AzureWebJobsStorage"] = await Azurite.ConnectionStringAsync(),
            ["Gateway__DevKey"] = Key,
        };
        // As each vendor's own library takes its base URL.
        foreach ((string name, string path) in ((string, string)[])[("openai", "/v1"), ("deepseek", "/v1"), ("anthropic", ""), ("gemini", ""), ("ollama", "")])
        {
            settings[$"Gateway__Providers__{name}__BaseUrl"] = providers.GetLeftPart(UriPartial.Authority) + path;
            settings[$"Gateway__Providers__{name}__ApiKey"] = ProviderKey;
        }

        LocalHostOptions options = new()
        {
            FunctionAssemblies = [typeof(GatewayApplication).Assembly],
            Settings = settings,
            ContentRoot = AppContext.BaseDirectory,
            ReadLocalSettings = false,
            EnvironmentName = "Development",
            DrainTimeout = TimeSpan.FromSeconds(5),
            ConfigureLogging = static logging => logging.ClearProviders(),
        };
        return new SdkGateway(await LocalHostApplication.StartAsync(
            options,
            static (worker, configuration) => worker.UseLlmFunctions(configuration),
            TestContext.Current.CancellationToken));
    }

    /// <summary>A client as an app makes one; no retries, so that a test sees each answer.</summary>
    public OpenAIClient Client(string key = Key) => new(
        new ApiKeyCredential(key),
        new OpenAIClientOptions { Endpoint = new Uri(BaseAddress, "v1"), RetryPolicy = new ClientRetryPolicy(0) });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
