using LlmFunctions.Errors;
using LlmFunctions.Providers;

namespace LlmFunctions.Secrets;

/// <summary>Finds the key that a provider is called with.</summary>
public sealed class ProviderKeys(ISecretSource secrets)
{
    /// <exception cref="GatewayException">The provider's secret cannot be had.</exception>
    public async ValueTask<string?> GetAsync(Provider provider, CancellationToken cancellationToken)
    {
        if (provider.Secret is not { } name)
        {
            return provider.ApiKey;
        }

        return await secrets.GetAsync(name, cancellationToken)
            ?? throw new GatewayException(ErrorKind.UpstreamAuthentication, $"The provider '{provider.Name}' has no key: its secret is missing.");
    }

    /// <summary>Called when the provider refused the key: the next call reads the secret anew.</summary>
    public void Refused(Provider provider)
    {
        if (provider.Secret is { } name)
        {
            secrets.Invalidate(name);
        }
    }
}
