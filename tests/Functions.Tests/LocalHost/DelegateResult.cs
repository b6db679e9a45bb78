using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Tests.LocalHost;

/// <summary>A result made of a function.</summary>
internal sealed class DelegateResult(Func<HttpContext, Task> execute) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => execute(httpContext);
}
