using LlmFunctions.Files;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Batches;

/// <summary>Registers files and batches; their stores are registered by whoever implements them.</summary>
public static class BatchServices
{
    public static IServiceCollection AddBatches(this IServiceCollection services) => services
        .AddSingleton<FileLibrary>()
        .AddSingleton<BatchInput>()
        .AddSingleton<BatchIntake>()
        .AddSingleton<BatchLibrary>()
        .AddSingleton<BatchCancellation>()
        .AddSingleton<BatchValidator>()
        .AddSingleton<AccountGate>()
        .AddSingleton<LineRunner>()
        .AddSingleton<ChunkRunner>()
        .AddSingleton<BatchFinisher>()
        .AddSingleton<BatchPurge>();
}
