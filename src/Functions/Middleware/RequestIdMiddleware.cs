using System.Buffers;
using LlmFunctions.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace LlmFunctions.Functions.Middleware;

/// <summary>
/// Gives every HTTP request one id: the caller's <c>x-request-id</c> where it is sane, else a new one. It is in the
/// response header, in <see cref="HttpContext.TraceIdentifier"/>, and in the scope of every log line of the request.
/// </summary>
internal sealed class RequestIdMiddleware(ILogger<RequestIdMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public const string HeaderName = "x-request-id";
    private const int MaxLength = 128;

    // The id goes into logs, table keys and response headers: nothing that could break out of one.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly Func<ILogger, string, IDisposable?> Scope =
        LoggerMessage.DefineScope<string>("RequestId:{RequestId}");

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var id = Accept(http.Request.Headers[HeaderName]) ?? RandomId.New();
        http.TraceIdentifier = id;
        http.Response.Headers[HeaderName] = id;

        using (Scope(logger, id))
        {
            await next(context);
        }
    }

    private static string? Accept(StringValues header) =>
        header is [{ Length: > 0 and <= MaxLength } id] && !id.AsSpan().ContainsAnyExcept(Allowed) ? id : null;
}
