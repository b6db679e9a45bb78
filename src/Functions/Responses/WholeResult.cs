using System.Buffers;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>Writes a whole answer in the client's dialect.</summary>
/// <param name="call">The call that was answered.</param>
/// <param name="answer">Who answered it, and how.</param>
/// <param name="raw">The provider's bytes, for clients of its dialect.</param>
/// <param name="translate">Writes the answer for all others.</param>
/// <param name="beforeEnd">What must be done before the client has the answer.</param>
internal sealed class WholeResult(
    GatewayCall call, CallAnswer answer, ReadOnlyMemory<byte> raw, Action<IBufferWriter<byte>> translate, Func<Task>? beforeEnd = null) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        AnswerHeaders.Write(response.Headers, call, answer);
        ReadOnlyMemory<byte> body;
        try
        {
            body = answer.PassesThrough ? raw : Translate();
            if (beforeEnd is not null)
            {
                await beforeEnd();
            }
        }
        catch (GatewayException exception)
        {
            // The answer has what the client's dialect has no form for, such as arguments that were cut off, or could not be kept.
            await new ErrorResult(call.Dialect, exception.Error).ExecuteAsync(httpContext);
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }

    private ReadOnlyMemory<byte> Translate()
    {
        ArrayBufferWriter<byte> body = new(1024);
        translate(body);
        return body.WrittenMemory;
    }
}
