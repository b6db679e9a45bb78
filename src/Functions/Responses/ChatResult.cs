using System.Buffers;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>Writes the answer to a call in the client's dialect.</summary>
internal sealed class ChatResult(ChatCall call, ChatAnswer answer, TimeSpan pingInterval, TimeProvider timeProvider) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => answer switch
    {
        WholeAnswer whole => WriteAsync(httpContext, whole),
        StreamedAnswer streamed => new StreamPump(httpContext, call, streamed, pingInterval, timeProvider).RunAsync(),
        _ => throw new InvalidOperationException($"There is no way to write a {answer.GetType().Name}."),
    };

    private async Task WriteAsync(HttpContext httpContext, WholeAnswer whole)
    {
        HttpResponse response = httpContext.Response;
        AnswerHeaders.Write(response.Headers, call, whole);
        ReadOnlyMemory<byte> body;
        try
        {
            body = whole.PassesThrough ? whole.Raw : Translate(whole);
        }
        catch (GatewayException exception)
        {
            // The answer has what the client's dialect has no form for, such as arguments that were cut off.
            await new ErrorResult(call.Dialect, exception.Error).ExecuteAsync(httpContext);
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }

    private ReadOnlyMemory<byte> Translate(WholeAnswer whole)
    {
        ArrayBufferWriter<byte> body = new(1024);
        call.Dialect.WriteResponse(whole.Response, body);
        return body.WrittenMemory;
    }
}
