using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>The parameters that every function may have, whatever triggers it.</summary>
internal static class CommonArguments
{
    public static ArgumentSource? For(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(FunctionContext) => static context => context,
        var type when type == typeof(CancellationToken) => static context => context.CancellationToken,
        _ => null,
    };
}
