using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Functions.Live;

/// <summary>The services of one configuration, and behind them those of the invocation.</summary>
internal sealed class LiveServices(IServiceProvider live, IServiceProvider invocation) : IServiceProvider
{
    public object? GetService(Type serviceType) =>
        serviceType == typeof(IServiceScopeFactory) ? invocation.GetService(serviceType) : live.GetService(serviceType) ?? invocation.GetService(serviceType);
}
