using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Upstream;

namespace LlmFunctions.Pipeline;

/// <summary>Turns whatever goes wrong while a provider is called into the error that is told and recorded.</summary>
internal static class UpstreamFailure
{
    /// <summary>Reads the error that the provider answered with.</summary>
    public static async Task<GatewayException> ReadAsync(Provider provider, UpstreamResponse response, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await LimitedBody.ReadErrorAsync(response, cancellationToken);
        GatewayError error = SafeTranslation.ReadError(provider.Dialect, response, body);
        return new GatewayException(error with { RetryAfter = response.RetryAfter ?? error.RetryAfter });
    }

    /// <summary>The failure as an exception for the client, or null for what is a defect of this program.</summary>
    public static GatewayException? Explain(Exception exception, Provider provider, AttemptDeadline deadline, string? apiKey) => exception switch
    {
        _ when deadline.IsClientGone => new GatewayException(ErrorKind.ClientClosed, "The client closed the connection.", innerException: exception),
        _ when deadline.IsExpired => new GatewayException(ErrorKind.UpstreamTimeout, deadline.Explain(provider.Name), innerException: exception),
        GatewayException known => new GatewayException(Redaction.Clean(known.Error, apiKey, provider.BaseUrl, provider.Headers.Values), exception),
        IOException or HttpRequestException => UpstreamErrors.Cut(),
        _ => null,
    };
}
