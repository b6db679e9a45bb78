using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>
/// Stands in front of the app in tests and keeps every request and its answer, whoever sent it, until the test is over. Then they
/// must be what the OpenAPI document says. Compared is afterwards, so that nothing is slower in the meantime.
/// </summary>
internal sealed class ContractWatch : IStartupFilter
{
    private const int MostNamed = 20;

    private readonly ConcurrentQueue<Exchange> _exchanges = new();

    /// <summary>Whether only answers are compared.</summary>
    public bool TakesAnyRequest { get; set; }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(KeepAsync);
        next(app);
    };

    /// <exception cref="ContractException">Something was not as the document says.</exception>
    public void AssertKept()
    {
        string[] violations = [.. _exchanges.SelectMany(exchange => Contract.Violations(ApiDocument.Current, exchange, TakesAnyRequest)).Distinct()];
        if (violations.Length > 0)
        {
            throw new ContractException($"{violations.Length} things went over the wire that are not in the OpenAPI document. Correct the app, or its description in src/Functions/Description:\n{string.Join('\n', violations.Take(MostNamed))}");
        }
    }

    private async Task KeepAsync(HttpContext http, RequestDelegate next)
    {
        CopyingStream request = new(http.Request.Body);
        CopyingStream response = new(http.Response.Body);
        http.Request.Body = request;
        http.Response.Body = response;
        await next(http);
        _exchanges.Enqueue(Exchange.Of(http, request.Copied, response.Copied, http.RequestAborted.IsCancellationRequested));
    }
}
