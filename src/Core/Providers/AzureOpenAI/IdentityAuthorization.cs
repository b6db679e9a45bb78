using LlmFunctions.Errors;
using LlmFunctions.Secrets;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.AzureOpenAI;

/// <summary>Authorizes requests by a token of the app's identity where the provider has no key.</summary>
internal sealed class IdentityAuthorization(Provider provider, string scope, string? clientId, IAccessTokenSource tokens) : IRequestAuthorization
{
    public const string KeyHeader = "api-key";
    private const string TokenHeader = "Authorization";

    // An operator who presents credentials in a header needs no identity.
    private readonly bool _isGiven = provider.Headers.Keys.Any(static name =>
        name.Equals(KeyHeader, StringComparison.OrdinalIgnoreCase) || name.Equals(TokenHeader, StringComparison.OrdinalIgnoreCase));

    public async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> AuthorizeAsync(OutgoingRequest request, CancellationToken cancellationToken) =>
        _isGiven || request.ApiKey is not null ? [] : [new(TokenHeader, $"Bearer {await TokenAsync(cancellationToken)}")];

    private async ValueTask<string> TokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await tokens.GetAsync(scope, clientId, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Of a kind after which another provider is tried: without a token this one is as good as down.
            throw new GatewayException(
                ErrorKind.UpstreamAuthentication,
                $"The provider '{provider.Name}' has no key, and the app's identity could not get a token for it.",
                innerException: exception);
        }
    }
}
