using System.Reflection;
using Microsoft.AspNetCore.Mvc;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>Makes the invoker of a function, or says what about the method cannot be run.</summary>
internal static class FunctionBinder
{
    public static FunctionInvoker? Bind(
        DiscoveredFunction function,
        string triggerType,
        ReturnKind returns,
        Func<ParameterInfo, ArgumentSource?> sourceOf,
        string supportedParameters,
        List<string> problems)
    {
        var problemsBefore = problems.Count;
        var sources = new List<ArgumentSource>();
        foreach (var parameter in function.Method.GetParameters())
        {
            if ((CommonArguments.For(parameter) ?? sourceOf(parameter)) is { } source)
            {
                sources.Add(source);
            }
            else
            {
                problems.Add(function.Problem(
                    $"parameter '{parameter.Name}' of type {Describe(parameter.ParameterType)} cannot be bound; supported are {supportedParameters}, FunctionContext and CancellationToken."));
            }
        }

        var returnValue = ReturnValue.For(function.Method.ReturnType);
        if (!returnValue.IsAllowed(returns))
        {
            problems.Add(function.Problem(ReturnProblem(function.Method.ReturnType, returns)));
        }

        return problems.Count > problemsBefore
            ? null
            : new FunctionInvoker(function, [.. sources], returnValue, new LocalFunctionDefinition(function, triggerType, returns == ReturnKind.HttpResult && returnValue.Type is not null));
    }

    private static string ReturnProblem(Type type, ReturnKind returns)
    {
        var payload = type.IsGenericType ? type.GenericTypeArguments[0] : type;
        return (typeof(IActionResult).IsAssignableFrom(payload), returns == ReturnKind.HttpResult) switch
        {
            (true, true) => $"it returns {Describe(type)}; LocalHost runs IResult (Results, TypedResults) and has no MVC.",
            (_, true) => $"it returns {Describe(type)}; supported are void, Task, ValueTask, and IResult alone, in a Task or in a ValueTask.",
            _ => $"it returns {Describe(type)}; a timer's function returns void, Task or ValueTask.",
        };
    }

    private static string Describe(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GenericTypeArguments.Select(Describe))}>"
        : type.Name;
}
