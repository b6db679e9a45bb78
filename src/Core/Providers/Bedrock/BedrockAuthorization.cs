using LlmFunctions.Errors;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Signs requests with an access key, or sends an API key along.</summary>
internal sealed class BedrockAuthorization(Provider provider, string region, TimeProvider timeProvider) : IRequestAuthorization
{
    private const string Authorization = "Authorization";
    private const string Date = "X-Amz-Date";
    private const string SessionToken = "X-Amz-Security-Token";

    private readonly SigningScope _scope = new(region, "bedrock");

    // An operator who presents credentials in a header, as a proxy may want it, needs no key.
    private readonly bool _isGiven = provider.Headers.Keys.Any(static name => name.Equals(Authorization, StringComparison.OrdinalIgnoreCase));

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> AuthorizeAsync(OutgoingRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<KeyValuePair<string, string>>>(_isGiven ? [] : [.. Headers(request)]);

    private IEnumerable<KeyValuePair<string, string>> Headers(OutgoingRequest request)
    {
        BedrockKey key = BedrockKey.Parse(request.ApiKey) ?? throw NoKey(request.ApiKey);
        if (key.IsApiKey)
        {
            return [new(Authorization, $"Bearer {key.ApiKey}")];
        }

        DateTimeOffset now = timeProvider.GetUtcNow();
        List<KeyValuePair<string, string>> added = [new(Date, SignatureV4.Timestamp(now))];
        if (key.SessionToken is { } token)
        {
            added.Add(new(SessionToken, token));
        }

        SignedRequest signed = new(
            request.Method,
            request.Address.AbsolutePath,
            request.Address.Query,
            [new("Host", request.Address.IsDefaultPort ? request.Address.IdnHost : $"{request.Address.IdnHost}:{request.Address.Port}"), .. added, .. request.Headers.Where(MustBeSigned)],
            request.Body);
        return added.Append(new(Authorization, SignatureV4.Authorization(signed, key, _scope, now)));
    }

    // The rest may be changed by proxies on the way.
    private static bool MustBeSigned(KeyValuePair<string, string> header) =>
        header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
        || (header.Key.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase)
            && !header.Key.Equals(Date, StringComparison.OrdinalIgnoreCase)
            && !header.Key.Equals(SessionToken, StringComparison.OrdinalIgnoreCase));

    // Of a kind after which another provider is tried: without its key this one is as good as down.
    private GatewayException NoKey(string? key) => new(
        ErrorKind.UpstreamAuthentication,
        key is null ? $"The provider '{provider.Name}' has no key." : $"The key of the provider '{provider.Name}' is neither an API key nor of the form id:secret or id:secret:token.");
}
