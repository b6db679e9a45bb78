using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Says where a job is found that has been taken in.</summary>
internal sealed class AcceptedJob(string id, ReadOnlyMemory<byte> body) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers.Location = $"/api/v1/jobs/{id}";
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }
}
