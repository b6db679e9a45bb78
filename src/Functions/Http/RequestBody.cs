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
            string problem = exception.StatusCode == StatusCodes.Status408RequestTimeout ? "did not arrive in time" : "ended before it was complete";
            throw new GatewayException(ErrorKind.InvalidRequest, $"The request body {problem}.", innerException: exception);
        }
        catch (IOException exception)
        {
            throw new GatewayException(ErrorKind.ClientClosed, "The client closed the connection.", innerException: exception);
        }
    }

    private static GatewayException TooLarge(long limit) =>
        new(ErrorKind.RequestTooLarge, $"The request body is larger than the limit of {limit} bytes.");
}
