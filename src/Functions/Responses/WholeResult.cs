using System.Buffers;
using LlmFunctions.Pipeline;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>Writes a whole answer in the client's dialect.</summary>
internal sealed class WholeResult(ChatCall call, WholeAnswer answer) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = "application/json";
        AnswerHeaders.Write(response.Headers, call, answer);
        ReadOnlyMemory<byte> body = answer.PassesThrough ? answer.Raw : Translate();
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
