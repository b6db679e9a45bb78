using System.Buffers;
using System.Globalization;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>Answers with an error in the client's dialect.</summary>
internal sealed class ErrorResult(IClientDialect dialect, GatewayError error) : IResult
{
    /// <summary>The SDKs of OpenAI and Anthropic do not wait longer than this: they would repeat the call some seconds later.</summary>
    private static readonly TimeSpan LongestWaitOfSdks = TimeSpan.FromMinutes(1);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = ErrorKinds.Describe(error.Kind).Status;
        response.ContentType = "application/json";
        if (error.RetryAfter is { } delay)
        {
            response.Headers.RetryAfter = Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (error.Kind == ErrorKind.InsufficientQuota || error.RetryAfter > LongestWaitOfSdks)
        {
            response.Headers["x-should-retry"] = "false";
        }

        ArrayBufferWriter<byte> body = new();
        dialect.WriteError(error, body);
        response.ContentLength = body.WrittenCount;
        await response.BodyWriter.WriteAsync(body.WrittenMemory, httpContext.RequestAborted);
    }
}
