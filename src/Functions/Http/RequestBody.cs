using LlmFunctions.Errors;
using LlmFunctions.Upstream;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Reads request bodies up to the limit; one that announces itself as larger is refused before it is read.</summary>
internal static class RequestBody
{
    /// <exception cref="GatewayException">The body is above the limit.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        try
        {
            return await LimitedBody.ReadAsync(request.Body, limit, request.ContentLength, cancellationToken) ?? throw TooLarge(limit);
        }
        catch (BadHttpRequestException exception)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "The request body ended before it was complete.", innerException: exception);
        }
    }

    private static GatewayException TooLarge(long limit) =>
        new(ErrorKind.RequestTooLarge, $"The request body is larger than the limit of {limit} bytes.");
}
