using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Xunit;

namespace LlmFunctions.Functions.Tests.Hosting;

/// <summary>The functions that there are, found as the Functions host finds them.</summary>
internal static class AppFunctions
{
    public static IReadOnlyList<(string Name, TriggerBindingAttribute Trigger)> All { get; } =
    [
        .. from type in typeof(GatewayApplication).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           select (function.Name, Assert.Single(method.GetParameters().SelectMany(static parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>()))),
    ];
}
