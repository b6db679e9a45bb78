using System.Globalization;
using System.Text.Json.Nodes;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk.Support;

/// <summary>The app and, as its providers, aimock: a mock of other people's making, with their idea of each wire format.</summary>
public sealed class MockedGateway : IAsyncLifetime
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private NodeProcess? _providers;
    private Uri? _address;
    private SdkGateway? _gateway;

    internal SdkGateway Gateway => _gateway ?? throw new InvalidOperationException("The gateway has not been started.");

    public async ValueTask InitializeAsync()
    {
        _providers = new NodeProcess("mock-providers.mjs", new Dictionary<string, string> { ["PROVIDER_KEY"] = GatewaySettings.ProviderKey });
        string? line = await _providers.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line?.StartsWith("PORT ", StringComparison.Ordinal) is not true)
        {
            throw new InvalidOperationException($"The mock providers did not start: {line}\n{_providers.Errors}");
        }

        _address = new Uri($"http://127.0.0.1:{int.Parse(line.AsSpan("PORT ".Length), CultureInfo.InvariantCulture)}");
        _gateway = await SdkGateway.StartAsync(_address);
    }

    /// <summary>The only request with this text that a provider has received.</summary>
    internal async Task<(string Path, string Body)> ReceivedAsync(string marker)
    {
        string json = await _client.GetStringAsync(new Uri(_address!, $"/received?marker={Uri.EscapeDataString(marker)}"), TestContext.Current.CancellationToken);
        JsonNode entry = Assert.Single(JsonNode.Parse(json)!.AsArray())!;
        return ((string)entry["path"]!, (string)entry["body"]!);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_providers is not null)
        {
            await _providers.DisposeAsync();
        }
    }
}
