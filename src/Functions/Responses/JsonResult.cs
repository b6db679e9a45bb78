using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>Answers with JSON that is written already.</summary>
internal sealed class JsonResult(ReadOnlyMemory<byte> body) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json";
        httpContext.Response.ContentLength = body.Length;
        await httpContext.Response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }
}
