using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>A method with <c>[Function]</c> and exactly one trigger.</summary>
internal sealed record DiscoveredFunction(string Name, MethodInfo Method, ParameterInfo TriggerParameter, TriggerBindingAttribute Trigger)
{
    /// <summary>The name by which the worker calls the method; the same for all overloads.</summary>
    public string EntryPoint => EntryPointOf(Method);

    public string Problem(string text) => ProblemOf(Name, Method, text);

    public static string EntryPointOf(MethodInfo method) =>
        $"{method.DeclaringType!.FullName!.Replace('+', '.')}.{method.Name}";

    public static string ProblemOf(string name, MethodInfo method, string text) =>
        $"Function '{name}' ({EntryPointOf(method)}): {text}";
}
