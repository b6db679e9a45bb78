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

        string? key;
        try
        {
            key = await secrets.GetAsync(name, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw NoKey(provider, "could not be read", exception);
        }

        return key ?? throw NoKey(provider, "is missing");
    }

    /// <summary>Called when the provider refused the key: the next call reads the secret anew.</summary>
    public void Refused(Provider provider)
    {
        if (provider.Secret is { } name)
        {
            secrets.Invalidate(name);
        }
    }

    /// <summary>Called when the provider refused a key: reads its secret anew; null when there is no other key than the refused one.</summary>
    /// <exception cref="GatewayException">The provider's secret cannot be had.</exception>
    public async ValueTask<string?> RenewAsync(Provider provider, string? refused, CancellationToken cancellationToken)
    {
        if (provider.Secret is null)
        {
            return null;
        }

        Refused(provider);
        string? key = await GetAsync(provider, cancellationToken);
        return string.Equals(key, refused, StringComparison.Ordinal) ? null : key;
    }

    // Of a kind after which another provider is tried: without its key this one is as good as down.
    private static GatewayException NoKey(Provider provider, string why, Exception? cause = null) =>
        new(ErrorKind.UpstreamAuthentication, $"The provider '{provider.Name}' has no key: its secret {why}.", innerException: cause);
}
