using LlmFunctions.Errors;

namespace LlmFunctions.Upstream;

/// <summary>
/// Presents the gateway's credentials to a provider where a key in a header of the dialect is not enough: it may fetch a
/// token, and it sees the request as it will be sent, so that it can sign it.
/// </summary>
public interface IRequestAuthorization
{
    /// <summary>The headers that authorize the request; they replace those of the same name.</summary>
    /// <exception cref="GatewayException">There are no credentials.</exception>
    ValueTask<IReadOnlyList<KeyValuePair<string, string>>> AuthorizeAsync(OutgoingRequest request, CancellationToken cancellationToken);
}
