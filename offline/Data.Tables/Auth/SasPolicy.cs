using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Auth;

/// <summary>Puts a shared access signature into each request's query.</summary>
internal sealed class SasPolicy : HttpPipelineSynchronousPolicy
{
    private readonly AzureSasCredential _credential;

    private SasPolicy(AzureSasCredential credential) => _credential = credential;

    /// <summary>Refuses endpoints where the signature would cross a network in the clear.</summary>
    public static SasPolicy Create(Uri endpoint, AzureSasCredential credential) =>
        endpoint.Scheme == Uri.UriSchemeHttps || endpoint.IsLoopback
            ? new SasPolicy(credential)
            : throw new ArgumentException("Cannot use a SAS token without HTTPS.", nameof(endpoint));

    public override void OnSendingRequest(HttpMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        string signature = _credential.Signature.TrimStart('?');
        string query = message.Request.Uri.Query;
        // A retry comes here with the query of the attempt before it.
        if (!query.Contains(signature, StringComparison.Ordinal))
        {
            message.Request.Uri.Query = query.Length > 1 ? $"{query}&{signature}" : $"?{signature}";
        }
    }
}
