using LlmFunctions.Functions.Middleware;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace LlmFunctions.Functions;

/// <summary>The composition root: the Functions worker and LocalHost both build the app by it.</summary>
public static class GatewayApplication
{
    /// <summary>Registers the middleware and the services of the gateway.</summary>
    public static IFunctionsWorkerApplicationBuilder UseLlmFunctions(
        this IFunctionsWorkerApplicationBuilder builder,
        IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);

        return builder.UseMiddleware<RequestIdMiddleware>();
    }
}
