using LlmFunctions.LocalHost.Invocation;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Http;

/// <summary>
/// An invocation by an HTTP request. Its services are those of the request, as the worker with ASP.NET Core integration
/// has it; its token is cancelled when the caller goes, or when a stop has waited long enough.
/// </summary>
internal sealed class HttpFunctionContext : LocalFunctionContext
{
    // The key by which the official GetHttpContext() looks for it.
    private const string HttpContextKey = "HttpRequestContext";

    private IServiceProvider? _services;

    public HttpFunctionContext(FunctionInvoker function, HttpContext httpContext)
        : base(function)
    {
        HttpContext = httpContext;
        Items[HttpContextKey] = httpContext;
    }

    public HttpContext HttpContext { get; }

    public override CancellationToken CancellationToken => HttpContext.RequestAborted;

    public override IServiceProvider InstanceServices
    {
        get => _services ?? HttpContext.RequestServices;
        set => _services = value;
    }

    protected override TraceContext CreateTraceContext() => LocalTraceContext.OfActivity()
        ?? new LocalTraceContext(HttpContext.Request.Headers.TraceParent, HttpContext.Request.Headers.TraceState);

    protected override BindingContext CreateBindingContext() =>
        new LocalBindingContext(new Dictionary<string, object?>(HttpContext.Request.RouteValues, StringComparer.OrdinalIgnoreCase));
}
