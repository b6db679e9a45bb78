using LlmFunctions.AzureServices.Tables;
using LlmFunctions.LocalHost.Durable.Functions;
using LlmFunctions.LocalHost.Durable.Storage;
using LlmFunctions.LocalHost.Hosting;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>Registers the durable runtime. It runs where there are functions for it; its client is there in any case.</summary>
internal static class DurableRegistration
{
    public static IServiceCollection AddDurable(this IServiceCollection services, DurableFunctions functions)
    {
        services.AddOptions();
        services.AddSingleton(functions);
        services.AddSingleton<Signals>();
        services.AddSingleton<DurableClock>();
        services.AddSingleton<DataConverter, FunctionDataConverter>();
        services.AddSingleton(static provider => DurableOptions.Read(provider.GetRequiredService<HostJson>(), provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(static provider => new DurableTables(
            StorageSettings.CreateClient(provider.GetRequiredService<IConfiguration>()), provider.GetRequiredService<DurableOptions>().Hub));
        services.AddSingleton<DurableStore>();
        services.AddSingleton<DurableTaskClient, LocalDurableTaskClient>();
        services.AddSingleton<DurableInvoker>();
        services.AddSingleton<ActivityRunner>();
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<OrchestrationRunner>(provider, Guid.NewGuid().ToString("N")));
        return functions.IsEmpty ? services : services.AddHostedService<DurableService>();
    }
}
