using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>The parameters that every function may have, whatever triggers it.</summary>
internal static class CommonArguments
{
    public static ArgumentSource? For(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(FunctionContext) => static context => context,
        var type when type == typeof(CancellationToken) => static context => context.CancellationToken,
        var type when type == typeof(DurableTaskClient) && parameter.IsDefined(typeof(DurableClientAttribute), inherit: false) =>
            static context => context.InstanceServices.GetRequiredService<DurableTaskClient>(),
        _ => null,
    };
}
