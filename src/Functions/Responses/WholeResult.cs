using System.Buffers;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>Writes a whole answer in the client's dialect.</summary>
internal sealed class WholeResult(ChatCall call, WholeAnswer answer, Func<Task>? beforeEnd) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        AnswerHeaders.Write(response.Headers, call, answer);
        ReadOnlyMemory<byte> body;
        try
        {
            body = answer.PassesThrough ? answer.Raw : Translate();
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
        call.Dialect.WriteResponse(answer.Response, body);
        return body.WrittenMemory;
    }
}
