using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk.Support;

/// <summary>The app and, as its providers, recorded answers and answers that can be held.</summary>
public sealed class StagedGateway : IAsyncLifetime
{
    private StagedProvider? _provider;
    private SdkGateway? _gateway;

    internal StagedProvider Provider => _provider ?? throw new InvalidOperationException("The provider has not been started.");

    internal SdkGateway Gateway => _gateway ?? throw new InvalidOperationException("The gateway has not been started.");

    public async ValueTask InitializeAsync()
    {
        _provider = await StagedProvider.StartAsync(TestContext.Current.CancellationToken);
        _gateway = await SdkGateway.StartAsync(_provider.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }
}
